import { memo } from "react";
import type { ProspectResponse } from "../api/wire";
import { hrefTo } from "../routing/route";
import { Avatar, ClassificationBadge } from "../ui/Badges";
import { factsLine, formatTime, nameOf } from "../ui/format";

export const AnswerCard = memo(function AnswerCard({ response }: { response: ProspectResponse }) {
  const { persona, answer, answered_at, confidence_score, model } = response;
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
      <p className="answer-text">{answer}</p>
      <p className="answer-foot">
        <span className="synthetic-tag">Synthetic</span>
        <span>
          by <span className="model-name">{model}</span>
        </span>
        <time dateTime={answered_at}>{formatTime(answered_at)}</time>
        {confidence_score != null && <span>Confidence {Math.round(confidence_score * 100)}%</span>}
      </p>
    </li>
  );
});
