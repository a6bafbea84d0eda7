import { useEffect, useRef } from "react";
import type { ImportReport } from "../api/wire";
import { plural } from "../ui/format";
import { hrefTo } from "../routing/route";

interface ImportReportViewProps {
  report: ImportReport;
  onAnother: () => void;
  onRemap: () => void;
}

export function ImportReportView({ report, onAnother, onRemap }: ImportReportViewProps) {
  const { created, updated, rejected, rejected_count } = report;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const columns = Object.entries(report.columns);

  return (
    <section className="panel import-report" aria-labelledby="report-title">
      <h2 id="report-title" ref={heading} tabIndex={-1}>
        {created + updated === 0 ? "Nothing was imported" : `${plural(created + updated, "prospect")} imported`}
      </h2>
      <dl className="figures">
        <div>
          <dt>New</dt>
          <dd>{created.toLocaleString("en")}</dd>
        </div>
        <div>
          <dt>Updated</dt>
          <dd>{updated.toLocaleString("en")}</dd>
        </div>
        <div className={rejected_count > 0 ? "bad" : undefined}>
          <dt>Rows left out</dt>
          <dd>{rejected_count.toLocaleString("en")}</dd>
        </div>
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
            {columns.map(([column, field]) => (
              <div key={column}>
                <dt>{column}</dt>
                <dd>{field ?? "kept as an attribute"}</dd>
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
