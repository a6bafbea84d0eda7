import type { Sentiment } from "../api/wire";
import { SENTIMENT_NAMES, STANCE_NAMES } from "../ui/words";
import type { OutcomeDraft } from "./outcomeDraft";

interface FeelingFieldsProps {
  draft: OutcomeDraft;
  change: (part: Partial<OutcomeDraft>) => void;
}

/** How free words sounded, and where the person stands. */
export function FeelingFields({ draft, change }: FeelingFieldsProps) {
  return (
    <div className="row">
      <label>
        Sounded{" "}
        <select value={draft.sentiment} onChange={(event) => change({ sentiment: event.target.value as Sentiment | "" })}>
          <option value="">read it out of their words</option>
          {Object.entries(SENTIMENT_NAMES).map(([value, sentiment]) => (
            <option key={value} value={value}>
              {sentiment.toLowerCase()}
            </option>
          ))}
        </select>
      </label>
      <label>
        Stance{" "}
        <select value={draft.stance} onChange={(event) => change({ stance: event.target.value })}>
          <option value="">not said</option>
          {STANCE_NAMES.map((stance, index) => (
            <option key={stance} value={index + 1}>
              {stance}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
