import type { ColumnUse } from "../api/wire";
import type { Code } from "./mapping";

interface CodeListProps {
  column: ColumnUse;
  codes: readonly Code[];
  onChange: (codes: readonly Code[]) => void;
}

/** What values of a column stand for. */
export function CodeList({ column, codes, onChange }: CodeListProps) {
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
