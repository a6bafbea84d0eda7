import type { Confidence } from "../api/wire";
import { percent } from "../ui/figures";
import { confidenceMeaning, confidenceParts } from "../ui/words";

/** How sure, and by what: a figure only by one's own people. What it is made of on demand; nothing without a score. */
export function ConfidenceNote({ confidence }: { confidence: Confidence | null }) {
  if (confidence?.score == null) return null;
  const { score, calibrated, level } = confidence;
  return (
    <details className="fold">
      <summary>
        Confidence <strong>{calibrated ? percent(score) : level}</strong>,{" "}
        <span className={calibrated ? "calibrated" : "uncalibrated"}>{calibrated ? "by your own people" : "by twins of other people"}</span>
      </summary>
      <div className="fold-body">
        <p>{confidenceMeaning(confidence)}</p>
        <dl className="parts">
          {confidenceParts(confidence).map(({ name, figure }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{figure}</dd>
            </div>
          ))}
        </dl>
      </div>
    </details>
  );
}
