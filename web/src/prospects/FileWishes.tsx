import { useId } from "react";
import type { ImportWishes } from "../api/prospects";
import type { ImportedFile } from "../api/wire";

/** What a file's letters are mostly written in, when it isn't UTF-8. */
const ENCODINGS: readonly { value: string; name: string }[] = [
  { value: "utf-8", name: "UTF-8" },
  { value: "windows-1252", name: "Western European (Windows)" },
  { value: "windows-1250", name: "Central European (Windows)" },
  { value: "windows-1251", name: "Cyrillic (Windows)" },
  { value: "windows-1253", name: "Greek (Windows)" },
  { value: "windows-1254", name: "Turkish (Windows)" },
  { value: "windows-1255", name: "Hebrew (Windows)" },
  { value: "windows-1256", name: "Arabic (Windows)" },
  { value: "koi8-r", name: "Cyrillic (KOI8-R)" },
  { value: "mac-roman", name: "Western European (Mac)" },
  { value: "shift_jis", name: "Japanese (Shift JIS)" },
  { value: "gb18030", name: "Chinese (GB18030)" },
  { value: "big5", name: "Chinese (Big5)" },
  { value: "euc-kr", name: "Korean (EUC-KR)" },
];

/** What may stand between cells: as the service names it, and as people call it. */
const DELIMITERS: Readonly<Record<string, string>> = { ",": "commas", ";": "semicolons", tab: "tabs", "|": "bars" };

interface FileWishesProps {
  /** What the file was taken for; null where it could not be read as anything yet. */
  file: ImportedFile | null;
  wishes: ImportWishes;
  onChange: (changes: Partial<ImportWishes>) => void;
}

/** What the file was taken for, and what is to be done where it leaves a doubt. */
export function FileWishes({ file, wishes, onChange }: FileWishesProps) {
  const encodingId = useId();
  const delimiterId = useId();
  const sheetId = useId();
  const seen = [file?.format, file?.encoding, file?.delimiter && `${DELIMITERS[file.delimiter] ?? file.delimiter} between cells`]
    .filter(Boolean)
    .join(", ");
  return (
    <div className="file-wishes">
      {seen && <p className="quiet">Read as {seen}.</p>}
      {(!file || file.encoding_guessed || wishes.encoding) && (
        <div className="row">
          <label htmlFor={encodingId}>If letters look wrong, the file’s encoding is</label>
          <select id={encodingId} value={wishes.encoding} onChange={(event) => onChange({ encoding: event.target.value })}>
            <option value="">as guessed</option>
            {ENCODINGS.map(({ value, name }) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
        </div>
      )}
      {(!file || file.format === "CSV" || wishes.delimiter) && (
        <div className="row">
          <label htmlFor={delimiterId}>Between cells of a text file stand</label>
          <select id={delimiterId} value={wishes.delimiter} onChange={(event) => onChange({ delimiter: event.target.value })}>
            <option value="">as found</option>
            {Object.entries(DELIMITERS).map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
        </div>
      )}
      {(!file || file.sheet !== null || wishes.sheet) && (
        <div className="row">
          <label htmlFor={sheetId}>Sheet, by its name or number</label>
          <input
            id={sheetId}
            className="short"
            placeholder={file?.sheet ?? ""}
            value={wishes.sheet}
            onChange={(event) => onChange({ sheet: event.target.value })}
          />
        </div>
      )}
      <label className="check">
        <input type="checkbox" checked={wishes.anonymous} onChange={(event) => onChange({ anonymous: event.target.checked })} />
        Keep rows that do not tell who they are about (an anonymous survey)
      </label>
      <label className="check">
        <input type="checkbox" checked={wishes.overwriteNames} onChange={(event) => onChange({ overwriteNames: event.target.checked })} />
        Take the file’s names, even for prospects known by another name
      </label>
    </div>
  );
}
