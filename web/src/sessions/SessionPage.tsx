import { useCallback, useEffect, useRef, useState } from "react";
import type { QuestionSession } from "../api/wire";
import { outcomeOf } from "../live/outcome";
import { isTerminal } from "../live/sessionState";
import { useLiveSession } from "../live/useLiveSession";
import { hrefTo } from "../routing/route";
import { navigate } from "../routing/useRoute";
import { OutcomeBadge } from "../ui/Badges";
import { formatMoment } from "../ui/format";
import { PageHeading } from "../ui/PageHeading";
import { Problem } from "../ui/Problem";
import { useWorkspace } from "../workspace";
import { Answers } from "./Answers";
import { FailedProspects } from "./FailedProspects";
import { Progress } from "./Progress";
import { hasSummaryPanel, SummaryPanel } from "./SummaryPanel";

export function SessionPage({ sessionId }: { sessionId: string }) {
  const { session, trouble, reload } = useLiveSession(sessionId);
  if (session) return <SessionView session={session} trouble={trouble?.message ?? null} reload={reload} />;
  return (
    <section className="narrow">
      <PageHeading title="Session">Session</PageHeading>
      {trouble ? (
        <Problem message={trouble.message} onRetry={reload}>
          <a className="button small" href={hrefTo.sessions()}>
            All sessions
          </a>
        </Problem>
      ) : (
        <p className="quiet">Loading the session …</p>
      )}
    </section>
  );
}

interface SessionViewProps {
  session: QuestionSession;
  trouble: string | null;
  reload: () => void;
}

function SessionView({ session, trouble, reload }: SessionViewProps) {
  const { changeDraft, refreshMe } = useWorkspace();
  const [wanted, setWanted] = useState<{ leadId: string } | null>(null);
  const outcome = outcomeOf(session);
  const ended = isTerminal(session.status);
  const hasSide = !ended || hasSummaryPanel(session);

  // What was not answered is given back to the quota when the session ends.
  const wasRunning = useRef(!ended);
  useEffect(() => {
    if (ended && wasRunning.current) void refreshMe();
    wasRunning.current = !ended;
  }, [ended, refreshMe]);

  const showAnswer = useCallback((leadId: string) => setWanted({ leadId }), []);

  const askAgain = () => {
    changeDraft({ type: "only", personas: session.target_prospects });
    navigate(hrefTo.ask());
  };

  return (
    <article className="session">
      <header className="session-head">
        <div className="row quiet">
          <a href={hrefTo.sessions()}>Sessions</a>
          <time dateTime={session.created_at}>{formatMoment(session.created_at)}</time>
          <OutcomeBadge outcome={outcome} />
          {ended && (
            <button type="button" className="link-button" onClick={askAgain}>
              Ask the same prospects again
            </button>
          )}
        </div>
        <PageHeading title={session.question.slice(0, 60)} className="question">
          {session.question}
        </PageHeading>
        {session.image_url && (
          <a className="session-image" href={session.image_url} target="_blank" rel="noreferrer">
            <img src={session.image_url} alt="The image shown with the question (opens in full)" />
          </a>
        )}
      </header>

      {trouble && <Problem message={trouble} onRetry={reload} />}
      {outcome.explanation && (
        <p className={`outcome-line ${outcome.kind}`} role="status">
          {outcome.explanation}
        </p>
      )}

      <div className={hasSide ? "session-body" : "session-body plain"}>
        {hasSide && (
          <div className="session-side">
            {!ended && <Progress session={session} onEnded={reload} />}
            <SummaryPanel session={session} onChanged={reload} onShowAnswer={showAnswer} />
          </div>
        )}
        <div className="session-main">
          <FailedProspects session={session} />
          <Answers session={session} wanted={wanted} />
        </div>
      </div>
    </article>
  );
}
