import { useQuery } from "@tanstack/react-query";
import { followUpsQuery, sessionQuery } from "../api/queries";
import type { QuestionSession } from "../api/wire";
import { isTerminal } from "../live/sessionState";
import { outcomeOf } from "../live/outcome";
import { hrefTo } from "../routing/route";
import { OutcomeBadge } from "../ui/Badges";
import { plural } from "../ui/format";

/** What this session follows up. */
export function ParentSession({ parentId }: { parentId: string }) {
  const { data } = useQuery(sessionQuery(parentId));
  return (
    <p className="thread-parent">
      <span className="quiet">Follows up</span> <a href={hrefTo.session(parentId)}>{data?.question ?? "an earlier session"}</a>
    </p>
  );
}

/** What was asked further of these people. */
export function FollowUps({ session }: { session: QuestionSession }) {
  // Only a session that has ended can be followed up.
  const { data } = useQuery({ ...followUpsQuery(session.session_id), enabled: isTerminal(session.status) });
  if (!data || data.sessions.length === 0) return null;
  return (
    <nav className="thread-children" aria-labelledby="follow-ups-title">
      <h2 id="follow-ups-title">Asked further</h2>
      <ul>
        {data.sessions.map((child) => (
          <li key={child.session_id}>
            <a href={hrefTo.session(child.session_id)}>{child.question}</a>
            <span className="quiet">{plural(child.total_expected, "prospect")}</span>
            <OutcomeBadge outcome={outcomeOf(child)} />
          </li>
        ))}
      </ul>
    </nav>
  );
}
