import type { QuestionKind, QuestionResults } from "../api/wire";
import { meanWithRange, percent, percentRange } from "../ui/figures";
import { plural } from "../ui/format";
import { ShareBar } from "../ui/ShareBar";
import { resultRows } from "./rows";

interface ResultsPanelProps {
  results: QuestionResults;
  /** Shows the answers that gave one value. */
  onShow: (value: string) => void;
}

const CAPTIONS: Record<QuestionKind, string> = {
  free_text: "Answers",
  single_choice: "What was chosen",
  multiple_choice: "What was chosen; one person may choose several",
  scale: "How it was rated",
  ranking: "What was put first",
};

/** What the answers came to: counts, shares of those with a value, and how far chance may have moved them. */
export function ResultsPanel({ results, onShow }: ResultsPanelProps) {
  const { kind, answered, without_value, mean } = results;
  const ranking = kind === "ranking";
  const rows = resultRows(results);
  return (
    <section className="panel results" aria-labelledby="results-title">
      <h2 id="results-title">Results</h2>
      {mean && (
        <p className="mean">
          Mean <strong>{meanWithRange(mean)}</strong> of 5
        </p>
      )}
      <table className="bars">
        <caption>
          {CAPTIONS[kind]}, {plural(answered, "answer")}
        </caption>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">Option</th>
            <th scope="col">Bar</th>
            <th scope="col">Answers</th>
            <th scope="col">Share, with its 95% interval</th>
            {ranking && <th scope="col">Mean rank</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ option, name, count, share, mean_rank, most }) => (
            <tr key={option} className={most ? "most" : undefined}>
              <th scope="row">
                {count > 0 ? (
                  <button type="button" className="link-button quiet-link" title="Show these answers" onClick={() => onShow(option)}>
                    {name}
                  </button>
                ) : (
                  name
                )}
              </th>
              <td className="bar-cell">
                <ShareBar share={share.estimate} interval={share} />
              </td>
              <td className="count">{count.toLocaleString("en")}</td>
              <td className="share">
                {percent(share.estimate)} <span className="quiet">({percentRange(share)})</span>
              </td>
              {ranking && (
                <td className="share">{mean_rank != null && <span title="Mean rank; 1 is best">rank {mean_rank.toFixed(1)}</span>}</td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="hint">
        {without_value > 0 &&
          `${plural(without_value, "answer")} gave no value that could be read, and ${without_value === 1 ? "is" : "are"} left out. `}
        In brackets: where the share would lie in 95 of 100 such groups of twins.
      </p>
    </section>
  );
}
