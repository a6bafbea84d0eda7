import { useId, useRef, useState, type FormEvent } from "react";
import { Once } from "../api/idempotency";
import { importProspects } from "../api/prospects";
import type { ImportReport } from "../api/wire";
import { formatBytes } from "../ui/format";
import { PageHeading } from "../ui/PageHeading";
import { Problem } from "../ui/Problem";
import { useAction } from "../ui/useAction";
import { ColumnMapping } from "./ColumnMapping";
import { columnsIn, CONTENT_TYPES, kindOf, type FileKind } from "./columns";
import { ImportReportView } from "./ImportReportView";
import { EMPTY_MAPPING, mapTexts, prefixFrom, type Mapping } from "./mapping";

/** Enough of a file to read its header; a JSON file is read whole, if it is no larger than this. */
const LOOK_BYTES = 2 * 1024 * 1024;

interface Chosen {
  file: File;
  kind: FileKind;
  columns: string[];
}

export function ImportPage() {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [mapping, setMapping] = useState<Mapping>(EMPTY_MAPPING);
  const [problem, setProblem] = useState("");
  const [report, setReport] = useState<ImportReport | null>(null);
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const once = useRef(new Once());
  const inputId = useId();

  const importing = useAction(async () => {
    if (!chosen) return;
    const maps = mapTexts(mapping);
    const content = JSON.stringify([chosen.file.name, chosen.file.size, chosen.file.lastModified, maps]);
    const result = await once.current.send(content, (headers) =>
      importProspects(chosen.file, CONTENT_TYPES[chosen.kind], maps, headers),
    );
    setReport(result);
  });

  const choose = async (file: File | undefined) => {
    if (!file) return;
    const kind = kindOf(file.name);
    setReport(null);
    setMapping(EMPTY_MAPPING);
    importing.forget();
    setChosen(null);
    if (!kind) {
      setProblem("Only .csv, .json and .jsonl files can be imported.");
      return;
    }
    try {
      const start = await file.slice(0, LOOK_BYTES).text();
      setProblem("");
      setChosen({ file, kind, columns: columnsIn(start, kind) });
    } catch {
      setProblem("The file can't be read; choose it again.");
    }
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    void importing.run();
  };

  return (
    <section className="import">
      <PageHeading title="Import">Import prospects</PageHeading>
      <p>
        A CSV, JSON or JSONL file, one prospect a row. The column names of usual CRM exports are recognised; columns without a
        field are kept with the prospect. Importing a file again updates who is already there.
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
            void choose(event.dataTransfer.files[0]);
          }}
        >
          <label htmlFor={inputId}>File</label>
          <input
            ref={input}
            id={inputId}
            type="file"
            accept=".csv,.json,.jsonl,.ndjson"
            onChange={(event) => void choose(event.target.files?.[0])}
          />
          {chosen && (
            <p className="quiet">
              {chosen.file.name}, {formatBytes(chosen.file.size)}
              {chosen.columns.length > 0 && `, ${chosen.columns.length} columns`}
            </p>
          )}
          <p className="field-problem" role="alert">
            {problem}
          </p>
        </div>
        {chosen && !report && (
          <>
            <ColumnMapping
              columns={chosen.columns}
              mapping={mapping}
              suggestedPrefix={prefixFrom(chosen.file.name)}
              onChange={setMapping}
            />
            <button type="submit" className="button primary" disabled={importing.running}>
              {importing.running ? "Importing …" : "Import"}
            </button>
          </>
        )}
        {importing.failure && <Problem message={importing.failure.message} />}
      </form>
      {report && (
        <ImportReportView
          report={report}
          onAnother={() => {
            setReport(null);
            setChosen(null);
            if (input.current) input.current.value = "";
          }}
          onRemap={() => setReport(null)}
        />
      )}
    </section>
  );
}
