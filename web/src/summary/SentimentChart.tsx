import type { Interval } from "../api/wire";
import { percent, percentRange } from "../ui/figures";
import { ShareBar } from "../ui/ShareBar";
import { sentimentRows } from "./sentiment";

interface SentimentChartProps {
  distribution: Readonly<Record<string, unknown>>;
  /** Label to share of the answers that could be coded, with its interval. */
  shares?: Readonly<Record<string, Interval>>;
}

/** Bars with their counts. It is a table: read aloud, it says what it shows. */
export function SentimentChart({ distribution, shares = {} }: SentimentChartProps) {
  const rows = sentimentRows(distribution);
  if (rows.length === 0) return null;
  const ranged = Object.keys(shares).length > 0;
  return (
    <table className="bars sentiment">
      <caption>Sentiment of the answers</caption>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">Sentiment</th>
          <th scope="col">Bar</th>
          <th scope="col">Answers</th>
          {ranged && <th scope="col">Share of those coded, with its 95% interval</th>}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, label, count, share, tone }) => {
          const interval = shares[key];
          return (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td className="bar-cell">
                <ShareBar share={interval?.estimate ?? share} interval={interval} tone={tone} />
              </td>
              <td className="count">{count.toLocaleString("en")}</td>
              {ranged && (
                <td className="share">
                  {interval && (
                    <>
                      {percent(interval.estimate)} <span className="quiet">({percentRange(interval)})</span>
                    </>
                  )}
                </td>
              )}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
