import { useCallback, useEffect, useRef, useState } from "react";
import { Answers } from "../answers/Answers";
import type { FacetFilter } from "../answers/facets";
import type { ProspectResponse, QuestionSession } from "../api/wire";
import { formOf } from "../forms/questionForm";
import { outcomeOf } from "../live/outcome";
import { isTerminal } from "../live/sessionState";
import { useLiveSession } from "../live/useLiveSession";
import { hrefTo } from "../routing/route";
import { navigate } from "../routing/useRoute";
import { OutcomeBadge } from "../ui/Badges";
import { ResultsPanel } from "../results/ResultsPanel";
import { hasSummaryPanel, SummaryPanel } from "../summary/SummaryPanel";
import { usageText } from "../ui/figures";
import { formatMoment } from "../ui/format";
import { PageHeading } from "../ui/PageHeading";
import { Problem } from "../ui/Problem";
import { useWorkspace } from "../workspace";
import { Asked } from "./Asked";
import { FailedProspects } from "./FailedProspects";
import { Progress } from "./Progress";
import { FollowUps, ParentSession } from "./Thread";

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
  const [facets, setFacets] = useState<FacetFilter>({});
  const outcome = outcomeOf(session);
  const ended = isTerminal(session.status);
  // While answers come in only they are live; counts would stand still beside them.
  const results = ended && session.responses.length > 0 ? session.results : null;
  const hasSide = !ended || Boolean(results) || hasSummaryPanel(session);
  const took = ended ? usageText(session.usage) : null;

  // What was not answered is given back to the quota when the session ends.
  const wasRunning = useRef(!ended);
  useEffect(() => {
    if (ended && wasRunning.current) void refreshMe();
    wasRunning.current = !ended;
  }, [ended, refreshMe]);

  const showAnswer = useCallback((leadId: string) => setWanted({ leadId }), []);

  const askAgain = () => {
    changeDraft({ type: "ask-again", personas: session.target_prospects, form: formOf(session) });
    navigate(hrefTo.ask());
  };

  const followUp = (people: readonly ProspectResponse[]) => {
    const parent = { sessionId: session.session_id, question: session.question };
    changeDraft({ type: "follow-up", parent, personas: people.map(({ persona }) => persona) });
    navigate(hrefTo.ask());
  };

  const showValue = (value: string) => {
    setFacets({ value });
    document.getElementById("answers-title")?.scrollIntoView({ block: "start" });
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
            {results && <ResultsPanel results={results} onShow={showValue} />}
            <SummaryPanel session={session} onChanged={reload} onShowAnswer={showAnswer} />
            {took && <p className="hint took">All of it took {took}.</p>}
          </div>
        )}
        <div className="session-main">
          <FailedProspects session={session} />
          <FollowUps session={session} />
          <Answers session={session} wanted={wanted} facets={facets} onFacets={setFacets} onFollowUp={followUp} />
        </div>
      </div>
    </article>
  );
}
