import { sentimentRows } from "./sentiment";

/** Bars with their counts. It is a table: read aloud, it says what it shows. */
export function SentimentChart({ distribution }: { distribution: Readonly<Record<string, unknown>> }) {
  const rows = sentimentRows(distribution);
  if (rows.length === 0) return null;
  return (
    <table className="sentiment">
      <caption>Sentiment of the answers</caption>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">Sentiment</th>
          <th scope="col">Share</th>
          <th scope="col">Answers</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ label, count, share, tone }) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            <td className="bar-cell">
              <svg className={`bar-track ${tone}`} role="img" aria-label={`${Math.round(share * 100)}%`}>
                <rect className="bar-back" width="100%" height="100%" rx="4" />
                <rect className="bar-fill" width={`${share * 100}%`} height="100%" rx="4" />
              </svg>
            </td>
            <td className="count">{count.toLocaleString("en")}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
