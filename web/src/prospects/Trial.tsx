import type { ImportWishes } from "../api/prospects";
import type { ColumnUse } from "../api/wire";
import { plural } from "../ui/format";
import { Problem } from "../ui/Problem";
import { ColumnTable } from "./ColumnTable";
import { FileWishes } from "./FileWishes";
import { ImportFigures } from "./ImportFigures";
import type { Mapping } from "./mapping";
import type { DryRun } from "./useDryRun";

interface TrialProps {
  trial: DryRun;
  wishes: ImportWishes;
  /** Something was said of how to read the file. */
  wished: boolean;
  recognised: ReadonlyMap<string, ColumnUse>;
  mapping: Mapping;
  importing: boolean;
  onWishes: (changes: Partial<ImportWishes>) => void;
  onMapping: (mapping: Mapping) => void;
}

/** What an import of the chosen file would do, and how to have it done in another way. */
export function Trial({ trial, wishes, wished, recognised, mapping, importing, onWishes, onMapping }: TrialProps) {
  const { report, failure, pending, retry } = trial;
  const kept = report ? report.rows - report.rejected_count : 0;
  return (
    <>
      <p role="status" className="quiet">
        {pending ? "Looking at the file …" : ""}
      </p>
      {failure && <Problem message={failure.message} onRetry={retry} />}
      {!report && (failure || wished) && (
        <section className="panel import-report" aria-label="About the file">
          <p className="quiet">If the file can be read in another way, say how.</p>
          <FileWishes file={null} wishes={wishes} onChange={onWishes} />
        </section>
      )}
      {report && (
        <section className="panel import-report" aria-labelledby="trial-title" aria-busy={pending}>
          <h2 id="trial-title">{kept > 0 ? "What the import would do" : "Nothing would be imported"}</h2>
          <p className="quiet">Nothing is stored yet.</p>
          <ImportFigures report={report} />
          <FileWishes file={report.file} wishes={wishes} onChange={onWishes} />
          <ColumnTable columns={report.columns} recognised={recognised} mapping={mapping} onChange={onMapping} />
          <button
            type="submit"
            className="button primary"
            disabled={importing || pending || failure !== null || report.refused != null || kept === 0}
          >
            {importing ? "Importing …" : `Import ${plural(kept, "row")}`}
          </button>
        </section>
      )}
    </>
  );
}
