import { useEffect, useRef } from "react";
import type { ColumnUse, ImportReport } from "../api/wire";
import { plural } from "../ui/format";
import { hrefTo } from "../routing/route";

interface ImportReportViewProps {
  report: ImportReport;
  onAnother: () => void;
  onRemap: () => void;
}

export function ImportReportView({ report, onAnother, onRemap }: ImportReportViewProps) {
  const { rows, created, updated, unchanged, repeated, rejected, rejected_count, columns } = report;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const figures = [
    { name: "New", count: created, always: true },
    { name: "Updated", count: updated, always: true },
    { name: "Unchanged", count: unchanged },
    { name: "Repeated in the file", count: repeated },
    { name: "Left out", count: rejected_count, always: true, bad: rejected_count > 0 },
  ];

  return (
    <section className="panel import-report" aria-labelledby="report-title">
      <h2 id="report-title" ref={heading} tabIndex={-1}>
        {rows === rejected_count ? "Nothing was imported" : `${plural(rows - rejected_count, "row")} imported`}
      </h2>
      <dl className="figures">
        {figures
          .filter(({ always, count }) => always || count > 0)
          .map(({ name, count, bad }) => (
            <div key={name} className={bad ? "bad" : undefined}>
              <dt>{name}</dt>
              <dd>{count.toLocaleString("en")}</dd>
            </div>
          ))}
      </dl>
      {rejected_count > 0 && (
        <div className="rejected">
          <table>
            <caption>
              {rejected.length < rejected_count
                ? `The first ${rejected.length} of the rows left out`
                : "The rows left out; correct them and import the file again"}
            </caption>
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
        </div>
      )}
      {columns.length > 0 && (
        <details>
          <summary>Where the columns went</summary>
          <dl className="facts-list">
            {columns.map((column) => (
              <div key={column.name}>
                <dt>{column.name}</dt>
                <dd>{destinationOf(column)}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
      <div className="row">
        <a className="button primary" href={hrefTo.ask()}>
          See the prospects
        </a>
        <button type="button" className="button" onClick={onRemap}>
          Import it again
        </button>
        <button type="button" className="button" onClick={onAnother}>
          Another file
        </button>
      </div>
    </section>
  );
}

function destinationOf({ becomes, not_understood }: ColumnUse): string {
  const place = becomes.startsWith("attributes.")
    ? "kept as a further fact"
    : becomes === "dropped"
      ? "left out"
      : becomes.replaceAll("_", " ");
  return not_understood > 0 ? `${place}; ${plural(not_understood, "value")} not understood, kept as further facts` : place;
}
