import { useState } from "react";
import type { Evidence, QuestionSession, SessionSummary } from "../api/wire";
import { isTerminal } from "../live/sessionState";
import { formatMoment, nameOf } from "../ui/format";
import { quotesPerInsight } from "./evidence";
import { RegenerateForm } from "./RegenerateForm";
import { SentimentChart } from "./SentimentChart";

interface SummaryPanelProps {
  session: QuestionSession;
  onChanged: () => void;
  onShowAnswer: (leadId: string) => void;
}

const isSummarizable = (session: QuestionSession) => session.status === "completed" && session.responses.length > 0;

/** A cancelled or failed session has no summary and gets none; why is said elsewhere. */
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
        <p className="quiet">
          {isTerminal(session.status) ? "There is none yet." : "It is written when everyone has answered."}
        </p>
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
  const quotes = quotesPerInsight(summary);
  const names = new Map(session.responses.map(({ persona }) => [persona.lead_id, nameOf(persona)]));
  return (
    <>
      <p className="summary-text">{summary.summary_text}</p>
      <SentimentChart distribution={summary.sentiment_distribution} />
      {summary.key_insights.length > 0 && (
        <>
          <h3>Key insights</h3>
          <ul className="insights">
            {summary.key_insights.map((insight, index) => (
              <li key={index}>
                <p>{insight}</p>
                {quotes[index]?.map((evidence) => (
                  <Quote
                    key={evidence.lead_id + evidence.quote}
                    evidence={evidence}
                    name={names.get(evidence.lead_id) ?? evidence.lead_id}
                    onShowAnswer={onShowAnswer}
                  />
                ))}
              </li>
            ))}
          </ul>
        </>
      )}
      {summary.common_themes.length > 0 && (
        <>
          <h3>Themes</h3>
          <ul className="themes">
            {summary.common_themes.map((theme) => (
              <li key={theme}>{theme}</li>
            ))}
          </ul>
        </>
      )}
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

interface QuoteProps {
  evidence: Evidence;
  name: string;
  onShowAnswer: (leadId: string) => void;
}

function Quote({ evidence, name, onShowAnswer }: QuoteProps) {
  return (
    <blockquote>
      “{evidence.quote}”{" "}
      <button
        type="button"
        className="link-button"
        aria-label={`Show the answer of ${name}`}
        onClick={() => onShowAnswer(evidence.lead_id)}
      >
        {name}
      </button>
    </blockquote>
  );
}
