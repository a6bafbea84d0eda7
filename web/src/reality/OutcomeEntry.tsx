import { deleteOutcome, type Outcome } from "../api/reality";
import type { QuestionSession } from "../api/wire";
import { pointLabels } from "../forms/questionForm";
import { hrefTo } from "../routing/route";
import { formatDay } from "../ui/format";
import { Problem } from "../ui/Problem";
import { useCommand } from "../ui/useCommand";
import { SENTIMENT_NAMES, stanceName, valueText } from "../ui/words";

interface OutcomeEntryProps {
  outcome: Outcome;
  /** Whose question it answers, where it is known here. */
  session: QuestionSession | undefined;
}

/** One thing that somebody really said or did. */
export function OutcomeEntry({ outcome, session }: OutcomeEntryProps) {
  const { outcome_id, lead_id, session_id, value, said, sentiment, stance, note, occurred_at } = outcome;
  const erase = useCommand(() => deleteOutcome(lead_id, outcome_id));
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
        <button type="button" className="link-button" disabled={erase.running} onClick={erase.run}>
          Delete this record
        </button>
      </p>
    </li>
  );
}
