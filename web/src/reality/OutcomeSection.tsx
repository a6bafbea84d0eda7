import { useMemo, useState } from "react";
import { deleteOutcome, listOutcomes, type Outcome } from "../api/reality";
import { listSessions } from "../api/sessions";
import type { QuestionSession } from "../api/wire";
import { SENTIMENT_NAMES, stanceName, valueText } from "../ui/words";
import { pointLabels } from "../forms/questionForm";
import { hrefTo } from "../routing/route";
import { formatDay } from "../ui/format";
import { Pager } from "../ui/Pager";
import { Problem } from "../ui/Problem";
import { useAction } from "../ui/useAction";
import { useLoaded } from "../ui/useLoaded";
import { OutcomeForm } from "./OutcomeForm";

const SESSIONS_OFFERED = 50;

/** On a profile: what the real person said or did, beside what was asked of the twin. */
export function OutcomeSection({ leadId, name }: { leadId: string; name: string }) {
  const [page, setPage] = useState(1);
  const [adding, setAdding] = useState(false);
  const outcomes = useLoaded(`${leadId} ${page}`, (signal) => listOutcomes(leadId, page, signal));
  const sessions = useLoaded(leadId, (signal) =>
    listSessions({ search: "", statuses: ["completed", "failed"], prospectId: leadId }, 1, SESSIONS_OFFERED, signal),
  );
  const asked = useMemo(() => new Map((sessions.data?.sessions ?? []).map((session) => [session.session_id, session])), [sessions.data]);

  return (
    <section aria-labelledby="outcomes-title" className="outcomes">
      <div className="row between">
        <h2 id="outcomes-title">What they really said</h2>
        {!adding && (
          <button type="button" className="button small" onClick={() => setAdding(true)}>
            Record
          </button>
        )}
      </div>
      <p className="hint">
        The person’s own answers, never a twin’s. They show <a href={hrefTo.fidelity()}>how close twins come</a>.
      </p>
      {adding && (
        <NewOutcome
          leadId={leadId}
          name={name}
          sessions={[...asked.values()]}
          onRecorded={() => {
            setAdding(false);
            outcomes.reload();
          }}
          onClose={() => setAdding(false)}
        />
      )}
      {outcomes.failure && <Problem message={outcomes.failure.message} onRetry={outcomes.reload} />}
      {outcomes.latest?.total_count === 0 && !adding && <p className="quiet">Nothing is recorded yet.</p>}
      <ul className="outcome-list">
        {outcomes.latest?.outcomes.map((outcome) => (
          <Entry key={outcome.outcome_id} outcome={outcome} session={asked.get(outcome.session_id ?? "")} onDeleted={outcomes.reload} />
        ))}
      </ul>
      {outcomes.latest && <Pager page={outcomes.latest} label="Pages of what they said" onPage={setPage} />}
    </section>
  );
}

interface NewOutcomeProps {
  leadId: string;
  name: string;
  sessions: readonly QuestionSession[];
  onRecorded: () => void;
  onClose: () => void;
}

function NewOutcome({ leadId, name, sessions, onRecorded, onClose }: NewOutcomeProps) {
  const [sessionId, setSessionId] = useState(sessions[0]?.session_id ?? "");
  const session = sessions.find((one) => one.session_id === sessionId);
  return (
    <div className="panel new-outcome">
      <label className="about">
        About{" "}
        <select value={sessionId} onChange={(event) => setSessionId(event.target.value)}>
          {sessions.map(({ session_id, question }) => (
            <option key={session_id} value={session_id}>
              {question.length > 80 ? `${question.slice(0, 80)} …` : question}
            </option>
          ))}
          <option value="">something we did not ask the twin</option>
        </select>
      </label>
      <OutcomeForm
        key={sessionId}
        leadId={leadId}
        name={name}
        asked={
          session
            ? {
                sessionId,
                kind: session.question_kind,
                options: session.options,
                labels: session.question_kind === "scale" ? pointLabels(session) : [],
              }
            : null
        }
        onRecorded={onRecorded}
        onClose={onClose}
      />
    </div>
  );
}

interface EntryProps {
  outcome: Outcome;
  /** Whose question it answers, where it is known here. */
  session: QuestionSession | undefined;
  onDeleted: () => void;
}

function Entry({ outcome, session, onDeleted }: EntryProps) {
  const { outcome_id, lead_id, session_id, value, said, sentiment, stance, note, occurred_at } = outcome;
  const erase = useAction(async () => {
    await deleteOutcome(lead_id, outcome_id);
    onDeleted();
  });
  return (
    <li>
      {session_id && (
        <p className="quiet">
          To <a href={hrefTo.session(session_id)}>{session?.question ?? "an earlier question"}</a>
        </p>
      )}
      {value !== null && (
        <p>
          <strong>{valueText(value, session?.question_kind === "scale" ? pointLabels(session) : [])}</strong>
        </p>
      )}
      {said && <p className="verbatim">“{said}”</p>}
      {(sentiment || stance !== null) && (
        <p className="quiet">
          {[sentiment && SENTIMENT_NAMES[sentiment], stance !== null && stanceName(stance)].filter(Boolean).join(", ")}
        </p>
      )}
      {note && <p className="hint">Note: {note}</p>}
      {erase.failure && <Problem message={erase.failure.message} />}
      <p className="row hint">
        <time dateTime={occurred_at}>{formatDay(occurred_at)}</time>
        <button type="button" className="link-button" disabled={erase.running} onClick={() => void erase.run()}>
          Delete this record
        </button>
      </p>
    </li>
  );
}
