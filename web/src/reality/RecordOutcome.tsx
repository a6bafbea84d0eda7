import { useState } from "react";
import type { PersonaBase } from "../api/wire";
import type { AskedAs } from "../forms/askedAs";
import { hrefTo } from "../routing/route";
import { nameOf } from "../ui/format";
import { OutcomeForm } from "./OutcomeForm";

/** On an answer: what the person said in earnest to the same question. */
export function RecordOutcome({ persona, asked }: { persona: PersonaBase; asked: AskedAs }) {
  const [state, setState] = useState<"closed" | "open" | "recorded">("closed");
  if (!asked.ended) return null;
  const name = nameOf(persona);
  if (state === "recorded") {
    return (
      <p className="recorded" role="status">
        Recorded. <a href={hrefTo.fidelity(new URLSearchParams({ session: asked.sessionId }))}>How close were the twins?</a>
      </p>
    );
  }
  return (
    <>
      <button
        type="button"
        className="link-button"
        aria-expanded={state === "open"}
        aria-label={`Record what they really said: ${name}`}
        onClick={() => setState(state === "open" ? "closed" : "open")}
      >
        Record what they really said
      </button>
      {state === "open" && (
        <OutcomeForm
          leadId={persona.lead_id}
          name={name}
          asked={asked}
          onRecorded={() => setState("recorded")}
          onClose={() => setState("closed")}
        />
      )}
    </>
  );
}
