import { memo, useMemo } from "react";
import type { ProspectResponse } from "../api/wire";
import { RecordOutcome } from "../reality/RecordOutcome";
import { hrefTo } from "../routing/route";
import { Avatar, ClassificationBadge } from "../ui/Badges";
import { factsLine, formatTime, nameOf } from "../ui/format";
import { Codes } from "./Codes";
import { ConfidenceNote } from "./ConfidenceNote";
import { Contradictions, Grounds } from "./Grounds";
import { markedSegments } from "./marks";
import type { AskedAs } from "../forms/askedAs";
import { ValueLine } from "./ValueLine";

interface AnswerCardProps {
  response: ProspectResponse;
  /** The question as it was put; the same object for all cards of a session. */
  asked: AskedAs;
}

export const AnswerCard = memo(function AnswerCard({ response, asked }: AnswerCardProps) {
  const { persona, answered_at, model } = response;
  return (
    <li className="answer" data-lead={persona.lead_id} tabIndex={-1}>
      <div className="answer-head">
        <Avatar persona={persona} />
        <div>
          <p className="answer-name">
            <a href={hrefTo.prospect(persona.lead_id)}>{nameOf(persona)}</a>
            <ClassificationBadge value={persona.lead_classification} />
          </p>
          <p className="quiet facts">{factsLine(persona)}</p>
        </div>
      </div>
      <ValueLine value={response.value} asked={asked} />
      <AnswerText response={response} />
      <Contradictions contradictions={response.contradictions} />
      {response.analysis && <Codes analysis={response.analysis} />}
      <div className="answer-folds">
        <Grounds response={response} />
        <ConfidenceNote confidence={response.confidence} />
        <RecordOutcome persona={persona} asked={asked} />
      </div>
      <p className="answer-foot">
        <span className="synthetic-tag">Synthetic</span>
        <span>
          by <span className="model-name">{model}</span>
        </span>
        <time dateTime={answered_at}>{formatTime(answered_at)}</time>
      </p>
    </li>
  );
});

function AnswerText({ response: { answer, analysis, contradictions } }: { response: ProspectResponse }) {
  const segments = useMemo(
    () =>
      markedSegments(answer, [
        ...contradictions.map(({ words }) => ({ words, kind: "contradiction" as const })),
        ...(analysis?.quote ? [{ words: analysis.quote, kind: "quote" as const }] : []),
      ]),
    [answer, analysis, contradictions],
  );
  return (
    <p className="answer-text">
      {segments.map(({ text, kind }, index) =>
        kind === null ? (
          text
        ) : (
          <mark key={index} className={kind} title={MARK_TITLES[kind]}>
            {text}
          </mark>
        ),
      )}
    </p>
  );
}

const MARK_TITLES = { quote: "The most telling words", contradiction: "This goes against the record" };
