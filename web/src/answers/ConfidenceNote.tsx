import type { Confidence } from "../api/wire";
import { percent } from "../ui/figures";
import { confidenceMeaning, confidenceParts } from "../ui/words";

/** The score with what it is; what it is made of on demand. Nothing where nothing was measured. */
export function ConfidenceNote({ confidence }: { confidence: Confidence | null }) {
  if (confidence?.score == null) return null;
  const { score, calibrated } = confidence;
  return (
    <details className="fold">
      <summary>
        Confidence <strong>{percent(score)}</strong>,{" "}
        <span className={calibrated ? "calibrated" : "uncalibrated"}>{calibrated ? "calibrated on real people" : "uncalibrated"}</span>
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
