import type { QuestionSession } from "../api/wire";
import { formOf } from "../forms/questionForm";
import { outcomeOf } from "../live/outcome";
import { isTerminal } from "../live/sessionState";
import { hrefTo } from "../routing/route";
import { navigate } from "../routing/useRoute";
import { OutcomeBadge } from "../ui/Badges";
import { formatMoment } from "../ui/format";
import { PageHeading } from "../ui/PageHeading";
import { useWorkspace } from "../workspace/workspace";
import { Asked } from "./Asked";
import { ParentSession } from "./Thread";

/** What was asked, when, and how it stands. */
export function SessionHead({ session }: { session: QuestionSession }) {
  const { changeDraft } = useWorkspace();
  const askAgain = () => {
    changeDraft({ type: "ask-again", personas: session.target_prospects, form: formOf(session) });
    navigate(hrefTo.ask());
  };
  return (
    <header className="session-head">
      <div className="row quiet">
        <a href={hrefTo.sessions()}>Sessions</a>
        <time dateTime={session.created_at}>{formatMoment(session.created_at)}</time>
        <OutcomeBadge outcome={outcomeOf(session)} />
        {isTerminal(session.status) && (
          <button type="button" className="link-button" onClick={askAgain}>
            Ask the same prospects again
          </button>
        )}
      </div>
      {session.parent_session_id && <ParentSession parentId={session.parent_session_id} />}
      <PageHeading title={session.question.slice(0, 60)} className="question">
        {session.question}
      </PageHeading>
      <Asked session={session} />
      {session.image_url && (
        <a className="session-image" href={session.image_url} target="_blank" rel="noreferrer">
          <img src={session.image_url} alt="What was shown with the question (opens in full)" />
        </a>
      )}
    </header>
  );
}
