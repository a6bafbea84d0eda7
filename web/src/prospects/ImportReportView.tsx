import { useEffect, useRef } from "react";
import type { ImportReport } from "../api/wire";
import { plural } from "../ui/format";
import { hrefTo } from "../routing/route";
import { ImportFigures } from "./ImportFigures";

interface ImportReportViewProps {
  report: ImportReport;
  onAnother: () => void;
}

/** What was imported. */
export function ImportReportView({ report, onAnother }: ImportReportViewProps) {
  const { rows, rejected_count } = report;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className="panel import-report" aria-labelledby="report-title">
      <h2 id="report-title" ref={heading} tabIndex={-1}>
        {rows === rejected_count ? "Nothing was imported" : `${plural(rows - rejected_count, "row")} imported`}
      </h2>
      <ImportFigures report={report} />
      <div className="row">
        <a className="button primary" href={hrefTo.ask()}>
          See the prospects
        </a>
        <button type="button" className="button" onClick={onAnother}>
          Another file
        </button>
      </div>
    </section>
  );
}
