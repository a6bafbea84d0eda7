import type { Value } from "../api/wire";
import type { AskedAs } from "../forms/askedAs";
import { valueText } from "../ui/words";

/** What was chosen, rated or ranked; nothing for free text. */
export function ValueLine({ value, asked }: { value: Value | null; asked: AskedAs }) {
  if (asked.kind === "free_text") return null;
  if (value === null) return <p className="value-line none">No {NOUNS[asked.kind]} could be read out of this answer.</p>;
  if (asked.kind === "ranking" && Array.isArray(value)) {
    return (
      <ol className="ranked" aria-label="Ranking, best first">
        {value.map((option) => (
          <li key={option}>{option}</li>
        ))}
      </ol>
    );
  }
  return (
    <p className="value-line">
      <span className="quiet">{asked.kind === "scale" ? "Rated" : "Chose"}</span> <strong>{valueText(value, asked.labels)}</strong>
    </p>
  );
}

const NOUNS = { single_choice: "choice", multiple_choice: "choice", scale: "rating", ranking: "ranking" } as const;
