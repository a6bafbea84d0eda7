import type { Analysis } from "../api/wire";
import { INTENSITY_NAMES, SENTIMENT_NAMES, stanceName } from "../ui/words";

/** How the answer sounds and what it speaks of, as it was coded. */
export function Codes({ analysis }: { analysis: Analysis }) {
  const { sentiment, stance, intensity, themes, objections } = analysis;
  const tone = [stance !== null ? stanceName(stance) : null, intensity && INTENSITY_NAMES[intensity]].filter(Boolean);
  return (
    <div className="codes">
      <p className="row">
        <span className={`badge tone ${sentiment}`}>{SENTIMENT_NAMES[sentiment]}</span>
        {tone.length > 0 && <span className="quiet">{tone.join(", ")}</span>}
        {themes.length > 0 && (
          <span className="theme-tags">
            <span className="visually-hidden">Themes: </span>
            {themes.map((theme) => (
              <span key={theme} className="theme-tag">
                {theme}
              </span>
            ))}
          </span>
        )}
      </p>
      {objections.length > 0 && (
        <p className="objections">
          <span className="quiet">{objections.length === 1 ? "Objection" : "Objections"}:</span> {objections.join("; ")}
        </p>
      )}
    </div>
  );
}
