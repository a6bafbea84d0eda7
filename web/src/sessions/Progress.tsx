import { useEffect, useRef, useState } from "react";
import { Once } from "../api/idempotency";
import { cancelSession } from "../api/sessions";
import type { QuestionSession } from "../api/wire";
import { outcomeOf } from "../live/outcome";
import { waitingFor } from "../live/sessionState";
import { ConfirmDialog } from "../ui/ConfirmDialog";
import { nameOf, plural } from "../ui/format";
import { useCommand } from "../ui/useCommand";

const NAMES_SHOWN = 5;
/** A screen reader is told at most this often. */
const ANNOUNCE_MS = 5000;

export function Progress({ session, onEnded }: { session: QuestionSession; onEnded: () => void }) {
  const [asking, setAsking] = useState(false);
  const once = useRef(new Once());
  const cancel = useCommand(async () => {
    await once.current.send(session.session_id, (headers) => cancelSession(session.session_id, headers));
    setAsking(false);
    onEnded();
  });

  const { total_responded: responded, total_expected: expected } = session;
  const waiting = waitingFor(session);
  const text =
    outcomeOf(session).kind === "summarizing"
      ? `All answers are in. Writing the summary …`
      : `${responded.toLocaleString("en")} of ${expected.toLocaleString("en")} answered`;

  return (
    <section className="panel progress" aria-label="Progress">
      <div className="row between">
        <strong>{text}</strong>
        <button type="button" className="button small" onClick={() => setAsking(true)}>
          Cancel
        </button>
      </div>
      <progress max={expected} value={responded} aria-label="Answers received" />
      <Announcer text={text} />
      {waiting.length > 0 && (
        <p className="hint">
          Waiting for {waiting.slice(0, NAMES_SHOWN).map(nameOf).join(", ")}
          {waiting.length > NAMES_SHOWN ? ` and ${plural(waiting.length - NAMES_SHOWN, "other")}` : ""}. You can leave this page; the
          answers keep coming in.
        </p>
      )}
      {asking && (
        <ConfirmDialog
          title="Stop asking?"
          action="Cancel the session"
          keep="Go on asking"
          running={cancel.running}
          failure={cancel.failure}
          onConfirm={cancel.run}
          onClose={() => {
            setAsking(false);
            cancel.forget();
          }}
        >
          <p>Answers that are already in are kept. Nobody else is asked, and no summary is written.</p>
        </ConfirmDialog>
      )}
    </section>
  );
}

/** Says the progress aloud without interrupting at every answer. */
function Announcer({ text }: { text: string }) {
  const [said, setSaid] = useState("");
  const latest = useRef(text);
  latest.current = text;
  useEffect(() => {
    const timer = setInterval(() => setSaid(latest.current), ANNOUNCE_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <p className="visually-hidden" role="status">
      {said}
    </p>
  );
}
