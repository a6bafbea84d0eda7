import { useId } from "react";
import { LEAVE_OUT, TARGETS, type Mapping } from "./mapping";

interface ColumnMappingProps {
  columns: readonly string[];
  mapping: Mapping;
  /** For ids made of row numbers, when the file brings none. */
  suggestedPrefix: string;
  onChange: (mapping: Mapping) => void;
}

export function ColumnMapping({ columns, mapping, suggestedPrefix, onChange }: ColumnMappingProps) {
  const prefixId = useId();

  const choose = (column: string, target: string) => {
    const { [column]: former, ...rest } = mapping.columns;
    onChange({ ...mapping, columns: target ? { ...rest, [column]: { target, codes: former?.codes ?? "" } } : rest });
  };
  const setCodes = (column: string, target: string, codes: string) =>
    onChange({ ...mapping, columns: { ...mapping.columns, [column]: { target, codes } } });

  return (
    <div className="mapping">
      <div className="row">
        <label className="check">
          <input
            type="checkbox"
            checked={mapping.idPrefix !== null}
            onChange={(event) => onChange({ ...mapping, idPrefix: event.target.checked ? suggestedPrefix : null })}
          />
          The file has no ids: number the rows
        </label>
        {mapping.idPrefix !== null && (
          <>
            <label htmlFor={prefixId} className="quiet">
              after
            </label>
            <input
              id={prefixId}
              className="short"
              value={mapping.idPrefix}
              onChange={(event) => onChange({ ...mapping, idPrefix: event.target.value })}
            />
          </>
        )}
      </div>
      {columns.length > 0 && (
        <details>
          <summary>Where the columns go</summary>
          <p className="hint">Change only what the names do not tell. Codes: what coded values stand for, as in 1=male, 0=female.</p>
          <table>
            <thead>
              <tr>
                <th scope="col">Column of the file</th>
                <th scope="col">Field of the prospect</th>
              </tr>
            </thead>
            <tbody>
              {columns.map((column) => {
                const choice = mapping.columns[column];
                return (
                  <tr key={column}>
                    <th scope="row">{column}</th>
                    <td>
                      <select
                        aria-label={`Field for ${column}`}
                        value={choice?.target ?? ""}
                        onChange={(event) => choose(column, event.target.value)}
                      >
                        <option value="">Decide by the name</option>
                        {TARGETS.map(({ value, name }) => (
                          <option key={value} value={value}>
                            {name}
                          </option>
                        ))}
                      </select>
                      {choice && choice.target !== LEAVE_OUT && (
                        <input
                          className="codes"
                          aria-label={`Codes of ${column}`}
                          placeholder="codes, if any: 1=…, 2=…"
                          value={choice.codes}
                          onChange={(event) => setCodes(column, choice.target, event.target.value)}
                        />
                      )}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </details>
      )}
    </div>
  );
}
