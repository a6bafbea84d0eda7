import { useRef, useState, type FormEvent } from "react";
import { Once } from "../api/idempotency";
import { importProspects, type ImportWishes } from "../api/prospects";
import type { ImportReport } from "../api/wire";
import { PageHeading } from "../ui/PageHeading";
import { Problem } from "../ui/Problem";
import { useCommand } from "../ui/useCommand";
import { FileChooser } from "./FileChooser";
import { ImportReportView } from "./ImportReportView";
import { mapTexts, type Mapping } from "./mapping";
import { Trial } from "./Trial";
import { useDryRun, type ChosenFile } from "./useDryRun";
import { useRecognised } from "./useRecognised";

const NO_WISHES = { encoding: "", delimiter: "", sheet: "", overwriteNames: false, anonymous: false };

export function ImportPage() {
  const [chosen, setChosen] = useState<ChosenFile | null>(null);
  const [mapping, setMapping] = useState<Mapping>({});
  const [said, setSaid] = useState(NO_WISHES);
  const [done, setDone] = useState<ImportReport | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const once = useRef(new Once());
  const choices = useRef(0);

  const wishes: ImportWishes = { ...said, maps: mapTexts(mapping) };
  const trial = useDryRun(done ? null : chosen, wishes);
  const recognised = useRecognised(chosen, trial.report, mapping);

  const importing = useCommand(async () => {
    if (!chosen) return;
    const { file } = chosen;
    const content = JSON.stringify([file.name, file.size, file.lastModified, wishes]);
    setDone(await once.current.send(content, (headers) => importProspects(file, wishes, headers)));
  });

  const choose = (file: File | undefined) => {
    if (!file) return;
    setDone(null);
    setMapping({});
    setSaid(NO_WISHES);
    importing.forget();
    setChosen({ file, choice: ++choices.current });
  };

  const another = () => {
    setDone(null);
    setChosen(null);
    if (input.current) input.current.value = "";
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    importing.run();
  };

  return (
    <section className="import">
      <PageHeading title="Import">Import prospects</PageHeading>
      <p>
        A CSV, Excel, OpenDocument, JSON or vCard file, one prospect a row. Choose it, and see what would happen before anything is stored.
        Importing a file again updates who is already there.
      </p>
      <form onSubmit={submit} className="import-form">
        <FileChooser input={input} file={chosen?.file ?? null} onChoose={choose} />
        {chosen && !done && (
          <Trial
            trial={trial}
            wishes={wishes}
            wished={Object.values(said).some(Boolean)}
            recognised={recognised}
            mapping={mapping}
            importing={importing.running}
            onWishes={(changes) => setSaid((former) => ({ ...former, ...changes }))}
            onMapping={setMapping}
          />
        )}
        {importing.failure && <Problem message={importing.failure.message} />}
      </form>
      {done && <ImportReportView report={done} onAnother={another} />}
    </section>
  );
}
