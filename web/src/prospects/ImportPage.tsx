import { useEffect, useId, useMemo, useRef, useState, type FormEvent } from "react";
import { Once } from "../api/idempotency";
import { importProspects, type ImportWishes } from "../api/prospects";
import type { ColumnUse, ImportReport } from "../api/wire";
import { formatBytes, plural } from "../ui/format";
import { PageHeading } from "../ui/PageHeading";
import { Problem } from "../ui/Problem";
import { useAction } from "../ui/useAction";
import { ColumnTable } from "./ColumnTable";
import { FileWishes } from "./FileWishes";
import { ImportFigures } from "./ImportFigures";
import { ImportReportView } from "./ImportReportView";
import { mapTexts, type Mapping } from "./mapping";
import { useDryRun } from "./useDryRun";

const NO_WISHES = { encoding: "", delimiter: "", sheet: "", overwriteNames: false, anonymous: false };

export function ImportPage() {
  const [file, setFile] = useState<File | null>(null);
  const [mapping, setMapping] = useState<Mapping>({});
  const [chosen, setChosen] = useState(NO_WISHES);
  const [done, setDone] = useState<ImportReport | null>(null);
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const once = useRef(new Once());
  const inputId = useId();

  const wishes: ImportWishes = { ...chosen, maps: mapTexts(mapping) };
  const trial = useDryRun(done ? null : file, wishes);
  const recognised = useRecognised(file, trial.report, mapping);
  const { report } = trial;
  const kept = report ? report.rows - report.rejected_count : 0;

  const importing = useAction(async () => {
    if (!file) return;
    const content = JSON.stringify([file.name, file.size, file.lastModified, wishes]);
    setDone(await once.current.send(content, (headers) => importProspects(file, wishes, headers)));
  });

  const change = (changes: Partial<ImportWishes>) => setChosen((former) => ({ ...former, ...changes }));

  const choose = (next: File | undefined) => {
    if (!next) return;
    setDone(null);
    setMapping({});
    setChosen(NO_WISHES);
    importing.forget();
    setFile(next);
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    void importing.run();
  };

  return (
    <section className="import">
      <PageHeading title="Import">Import prospects</PageHeading>
      <p>
        A CSV, Excel, OpenDocument, JSON or vCard file, one prospect a row. Choose it, and see what would happen before anything is stored.
        Importing a file again updates who is already there.
      </p>
      <form onSubmit={submit} className="import-form">
        <div
          className={over ? "drop-zone over" : "drop-zone"}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={(event) => {
            event.preventDefault();
            setOver(false);
            choose(event.dataTransfer.files[0]);
          }}
        >
          <label htmlFor={inputId}>File</label>
          <input ref={input} id={inputId} type="file" onChange={(event) => choose(event.target.files?.[0])} />
          {file && (
            <p className="quiet">
              {file.name}, {formatBytes(file.size)}
            </p>
          )}
        </div>
        {file && !done && (
          <>
            <p role="status" className="quiet">
              {trial.pending ? "Looking at the file …" : ""}
            </p>
            {trial.failure && <Problem message={trial.failure.message} onRetry={trial.retry} />}
            {!report && (trial.failure || Object.values(chosen).some(Boolean)) && (
              <section className="panel import-report" aria-label="About the file">
                <p className="quiet">If the file can be read in another way, say how.</p>
                <FileWishes file={null} wishes={wishes} onChange={change} />
              </section>
            )}
            {report && (
              <section className="panel import-report" aria-labelledby="trial-title" aria-busy={trial.pending}>
                <h2 id="trial-title">{kept > 0 ? "What the import would do" : "Nothing would be imported"}</h2>
                <p className="quiet">Nothing is stored yet.</p>
                <ImportFigures report={report} />
                <FileWishes file={report.file} wishes={wishes} onChange={change} />
                <ColumnTable columns={report.columns} recognised={recognised} mapping={mapping} onChange={setMapping} />
                <button
                  type="submit"
                  className="button primary"
                  disabled={importing.running || trial.pending || trial.failure !== null || report.refused != null || kept === 0}
                >
                  {importing.running ? "Importing …" : `Import ${plural(kept, "row")}`}
                </button>
              </section>
            )}
          </>
        )}
        {importing.failure && <Problem message={importing.failure.message} />}
      </form>
      {done && (
        <ImportReportView
          report={done}
          onAnother={() => {
            setDone(null);
            setFile(null);
            if (input.current) input.current.value = "";
          }}
        />
      )}
    </section>
  );
}

/** What each column is taken for as long as nothing is chosen for it, by its name. */
function useRecognised(file: File | null, report: ImportReport | null, mapping: Mapping): ReadonlyMap<string, ColumnUse> {
  const [first, setFirst] = useState<{ file: File; report: ImportReport } | null>(null);
  useEffect(() => {
    if (file && report && (first?.file !== file || Object.keys(mapping).length === 0)) setFirst({ file, report });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- a mapping that is chosen later says nothing of what was recognised
  }, [file, report]);
  return useMemo(() => new Map(first?.report.columns.map((column) => [column.name, column])), [first]);
}
