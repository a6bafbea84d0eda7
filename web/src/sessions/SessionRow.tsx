import type { QuestionSession } from "../api/wire";
import { outcomeOf } from "../live/outcome";
import { hrefTo } from "../routing/route";
import { OutcomeBadge } from "../ui/Badges";
import { formatMoment } from "../ui/format";

/** A session as the list shows it: its question, its summary, and how it stands. */
export function SessionRow({ session }: { session: QuestionSession }) {
  const outcome = outcomeOf(session);
  const { total_responded: responded, total_expected: expected } = session;
  return (
    <li>
      <a href={hrefTo.session(session.session_id)} className="session-row">
        <span className="session-question">{session.question}</span>
        {session.summary && <span className="session-summary quiet">{session.summary.summary_text}</span>}
        <span className="session-meta quiet">
          <OutcomeBadge outcome={outcome} />
          <span>
            {responded.toLocaleString("en")} of {expected.toLocaleString("en")} answered
          </span>
          <time dateTime={session.created_at}>{formatMoment(session.created_at)}</time>
        </span>
      </a>
    </li>
  );
}
