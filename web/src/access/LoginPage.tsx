import { useId, useState, type FormEvent } from "react";
import type { ApiFailure } from "../api/client";
import { Problem } from "../ui/Problem";
import { SyntheticNotice } from "../ui/SyntheticNotice";

interface LoginPageProps {
  running: boolean;
  failure: ApiFailure | null;
  /** Someone who was signed in a moment ago should hear why they see this. */
  signedOut: boolean;
  onKey: (key: string) => void;
}

export function LoginPage({ running, failure, signedOut, onKey }: LoginPageProps) {
  const [key, setKey] = useState("");
  const inputId = useId();
  const hintId = useId();

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (key.trim()) onKey(key.trim());
  };

  return (
    <main className="login" id="main">
      <form className="panel" onSubmit={submit}>
        <img src="/favicon.svg" alt="" width="44" height="44" />
        <h1>Prospect Digital Twins</h1>
        <p className="quiet">Ask a group of your prospects’ digital twins a question, and read what they say.</p>
        {signedOut && !failure && <p role="status">You are signed out. Sign in again to go on.</p>}
        {failure && <Problem message={failure.message} />}
        <label htmlFor={inputId}>API key</label>
        <input
          id={inputId}
          type="password"
          autoComplete="current-password"
          spellCheck={false}
          autoFocus
          placeholder="pt_…"
          value={key}
          aria-describedby={hintId}
          aria-invalid={failure?.status === 401}
          onChange={(event) => setKey(event.target.value)}
        />
        <p id={hintId} className="hint">
          It is in the file <code>api-key</code> in the service’s data directory; the service names that file when it starts. Someone else
          runs the service? Ask them for a key.
        </p>
        <button type="submit" className="button primary" disabled={running || !key.trim()}>
          {running ? "Signing in …" : "Sign in"}
        </button>
      </form>
      <SyntheticNotice />
    </main>
  );
}
