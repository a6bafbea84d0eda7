import type { ImportReport } from "../api/wire";
import { plural } from "../ui/format";

/** What an import did, or would do: the counts, what to look at, and the rows left out by reason. */
export function ImportFigures({ report }: { report: ImportReport }) {
  const { created, updated, unchanged, repeated, repeated_rows, rejected, rejected_count, rejected_reasons } = report;
  const figures = [
    { name: "New", count: created },
    { name: "Updated", count: updated },
    { name: "Unchanged", count: unchanged },
    { name: "Repeated in the file", count: repeated, rare: true },
    { name: "Left out", count: rejected_count, bad: rejected_count > 0 },
  ];
  const remarks = [...report.warnings, ...report.file.remarks];
  return (
    <>
      <dl className="figures">
        {figures
          .filter(({ rare, count }) => !rare || count > 0)
          .map(({ name, count, bad }) => (
            <div key={name} className={bad ? "bad" : undefined}>
              <dt>{name}</dt>
              <dd>{count.toLocaleString("en")}</dd>
            </div>
          ))}
      </dl>
      {remarks.length > 0 && (
        <ul className="import-warnings" aria-label="What to look at">
          {remarks.map((remark) => (
            <li key={remark}>{remark}</li>
          ))}
        </ul>
      )}
      {repeated > 0 && (
        <details className="repeated">
          <summary>{plural(repeated, "row")} about a person of an earlier row; the later one was applied after it</summary>
          <p>
            {repeated_rows.length < repeated ? `The first ${repeated_rows.length}: lines ` : "Lines "}
            {repeated_rows.map(({ line }) => line.toLocaleString("en")).join("; ")}
          </p>
        </details>
      )}
      {rejected_count > 0 && (
        <div className="rejected">
          <h3>Rows left out</h3>
          <ul className="reasons">
            {rejected_reasons.map(({ reason, rows }) => (
              <li key={reason}>
                <strong>{plural(rows, "row")}:</strong> {reason}
              </li>
            ))}
          </ul>
          <details>
            <summary>{rejected.length < rejected_count ? `The first ${rejected.length}, line by line` : "Line by line"}</summary>
            <table>
              <thead>
                <tr>
                  <th scope="col">Line</th>
                  <th scope="col">Reason</th>
                </tr>
              </thead>
              <tbody>
                {rejected.map(({ line, reason }, index) => (
                  <tr key={index}>
                    <th scope="row">{line.toLocaleString("en")}</th>
                    <td>{reason}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </details>
        </div>
      )}
    </>
  );
}
