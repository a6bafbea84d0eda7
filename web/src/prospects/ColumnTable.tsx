import type { ColumnUse } from "../api/wire";
import { plural } from "../ui/format";
import { CodeList } from "./CodeList";
import { LEAVE_OUT, placeOf, TARGETS, withCodes, withTarget, type Mapping } from "./mapping";

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
