import { useCallback, useState } from "react";
import { Answers } from "../answers/Answers";
import type { FacetFilter } from "../answers/facets";
import type { ProspectResponse, QuestionSession } from "../api/wire";
import { outcomeOf } from "../live/outcome";
import { isTerminal } from "../live/sessionState";
import { useLiveSession } from "../live/useLiveSession";
import { ResultsPanel } from "../results/ResultsPanel";
import { hrefTo } from "../routing/route";
import { navigate } from "../routing/useRoute";
import { hasSummaryPanel, SummaryPanel } from "../summary/SummaryPanel";
import { usageText } from "../ui/figures";
import { PageHeading } from "../ui/PageHeading";
import { Problem } from "../ui/Problem";
import { useWorkspace } from "../workspace/workspace";
import { FailedProspects } from "./FailedProspects";
import { Progress } from "./Progress";
import { SessionHead } from "./SessionHead";
import { FollowUps } from "./Thread";
import { useQuotaAfter } from "./useQuotaAfter";

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
  const { changeDraft } = useWorkspace();
  const [wanted, setWanted] = useState<{ leadId: string } | null>(null);
  const [facets, setFacets] = useState<FacetFilter>({});
  const outcome = outcomeOf(session);
  const ended = isTerminal(session.status);
  useQuotaAfter(ended);
  // While answers come in only they are live; counts would stand still beside them.
  const results = ended && session.responses.length > 0 ? session.results : null;
  const hasSide = !ended || Boolean(results) || hasSummaryPanel(session);
  const took = ended ? usageText(session.usage) : null;
  const showAnswer = useCallback((leadId: string) => setWanted({ leadId }), []);

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
      <SessionHead session={session} />
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
