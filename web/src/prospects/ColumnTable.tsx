import type { ColumnUse } from "../api/wire";
import { plural } from "../ui/format";
import { LEAVE_OUT, placeOf, TARGETS, withCodes, withTarget, type Code, type Mapping } from "./mapping";

interface ColumnTableProps {
  columns: readonly ColumnUse[];
  /** What each column was taken for before anything was chosen, by its name. */
  recognised: ReadonlyMap<string, ColumnUse>;
  mapping: Mapping;
  onChange: (mapping: Mapping) => void;
}

/** Each column of the file: its first values, what it was taken for and why, and another choice. */
export function ColumnTable({ columns, recognised, mapping, onChange }: ColumnTableProps) {
  return (
    <section aria-labelledby="columns-title" className="columns">
      <h3 id="columns-title">Where the columns go</h3>
      <ul>
        {columns.map((column) => {
          const choice = mapping[column.name];
          const first = recognised.get(column.name) ?? column;
          return (
            <li key={column.name}>
              <div className="column-seen">
                <strong>{column.name}</strong>
                <ul className="samples" aria-label={`First values of ${column.name}`}>
                  {column.samples.length > 0 ? (
                    column.samples.map((sample) => <li key={sample}>{sample}</li>)
                  ) : (
                    <li className="quiet">all blank</li>
                  )}
                </ul>
              </div>
              <div className="column-use">
                <select
                  aria-label={`Field for ${column.name}`}
                  value={choice?.target ?? ""}
                  onChange={(event) => onChange(withTarget(mapping, column.name, event.target.value))}
                >
                  <option value="">{placeOf(first.becomes)}</option>
                  <optgroup label="Choose instead">
                    {TARGETS.map(({ value, name }) => (
                      <option key={value} value={value}>
                        {name}
                      </option>
                    ))}
                  </optgroup>
                </select>
                <p className="quiet">{column.why}</p>
                {column.not_understood > 0 && <p className="column-doubt">{doubtOf(column)}</p>}
                {choice?.target !== LEAVE_OUT && (
                  <CodeList column={column} codes={choice?.codes ?? []} onChange={(codes) => onChange(withCodes(mapping, column, codes))} />
                )}
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function doubtOf({ not_understood, examples }: ColumnUse): string {
  const shown = examples.length > 0 ? `: ${examples.join("; ")}` : "";
  return `${plural(not_understood, "value")} not understood, kept as written${shown}`;
}

interface CodeListProps {
  column: ColumnUse;
  codes: readonly Code[];
  onChange: (codes: readonly Code[]) => void;
}

function CodeList({ column, codes, onChange }: CodeListProps) {
  const change = (index: number, code: Partial<Code>) =>
    onChange(codes.map((former, at) => (at === index ? { ...former, ...code } : former)));
  const next = column.samples.find((sample) => !codes.some(({ value }) => value === sample)) ?? "";
  return (
    <div className="codes">
      {codes.map((code, index) => (
        <div key={index} className="code">
          <input
            aria-label={`Value ${index + 1} of ${column.name}`}
            value={code.value}
            onChange={(event) => change(index, { value: event.target.value })}
          />
          <span className="quiet">means</span>
          <input
            aria-label={`Meaning of value ${index + 1} of ${column.name}`}
            value={code.meaning}
            onChange={(event) => change(index, { meaning: event.target.value })}
          />
          <button
            type="button"
            className="icon-button"
            aria-label={`Remove value ${index + 1} of ${column.name}`}
            onClick={() => onChange(codes.filter((_, at) => at !== index))}
          >
            ×
          </button>
        </div>
      ))}
      <button type="button" className="link-button" onClick={() => onChange([...codes, { value: next, meaning: "" }])}>
        Say what a value<span className="visually-hidden"> of {column.name}</span> means
      </button>
    </div>
  );
}
