import { useState } from "react";
import type { QuestionSession, SessionSummary } from "../api/wire";
import { isTerminal } from "../live/sessionState";
import { formatMoment, nameOf } from "../ui/format";
import { Differences } from "./Differences";
import { supportedInsights } from "./evidence";
import { Focus } from "./Focus";
import { Insights } from "./Insights";
import { RegenerateForm } from "./RegenerateForm";
import { SentimentChart } from "./SentimentChart";
import { Themes } from "./Themes";

interface SummaryPanelProps {
  session: QuestionSession;
  onChanged: () => void;
  onShowAnswer: (leadId: string) => void;
}

const isSummarizable = (session: QuestionSession) => isTerminal(session.status) && session.responses.length > 0;

/** A cancelled session gets no summary by itself, but can have one of what came; without answers there is none. */
export function hasSummaryPanel(session: QuestionSession): boolean {
  return !isTerminal(session.status) || Boolean(session.summary) || isSummarizable(session);
}

export function SummaryPanel({ session, onChanged, onShowAnswer }: SummaryPanelProps) {
  const [rewriting, setRewriting] = useState(false);
  const { summary } = session;
  const canRewrite = isSummarizable(session);
  if (!hasSummaryPanel(session)) return null;

  return (
    <section className="panel summary" aria-labelledby="summary-title" aria-busy={!isTerminal(session.status)}>
      <div className="row between">
        <h2 id="summary-title">Summary</h2>
        {canRewrite && !rewriting && (
          <button type="button" className="button small" onClick={() => setRewriting(true)}>
            {summary ? "Rewrite" : "Write the summary"}
          </button>
        )}
      </div>
      {rewriting && (
        <RegenerateForm
          session={session}
          onDone={() => {
            setRewriting(false);
            onChanged();
          }}
          onClose={() => setRewriting(false)}
        />
      )}
      {summary ? (
        <SummaryBody summary={summary} session={session} onShowAnswer={onShowAnswer} />
      ) : (
        <p className="quiet">{isTerminal(session.status) ? "There is none yet." : "It is written when everyone has answered."}</p>
      )}
    </section>
  );
}

interface SummaryBodyProps {
  summary: SessionSummary;
  session: QuestionSession;
  onShowAnswer: (leadId: string) => void;
}

export function SummaryBody({ summary, session, onShowAnswer }: SummaryBodyProps) {
  const names = new Map(session.responses.map(({ persona }) => [persona.lead_id, nameOf(persona)]));
  const answered = { nameOf: (leadId: string) => names.get(leadId) ?? leadId, onShowAnswer };
  return (
    <>
      <p className="summary-text">{summary.summary_text}</p>
      <SentimentChart distribution={summary.sentiment_distribution} shares={summary.sentiment_shares} />
      <Focus findings={summary.focus} {...answered} />
      <Insights title="Key insights" insights={supportedInsights(summary)} {...answered} />
      <Insights title="Who sees it otherwise" insights={summary.dissent} {...answered} />
      <Themes summary={summary} {...answered} />
      <Differences differences={summary.differences} />
      <p className="answer-foot">
        <span className="synthetic-tag">Synthetic</span>
        <span>
          by <span className="model-name">{summary.model}</span>
        </span>
        <time dateTime={summary.generated_at}>{formatMoment(summary.generated_at)}</time>
      </p>
    </>
  );
}
