import { useState } from "react";
import type { ContextRow } from "../workspace/context";

/** Names that suggest what context is good for. */
const SUGGESTED = ["Campaign", "Product", "Price"];

interface ContextEditorProps {
  rows: readonly ContextRow[];
  problem: string | undefined;
  onChange: (rows: readonly ContextRow[]) => void;
}

/** What every twin is told before it answers: a campaign, a product sheet, a price. Answers can rest on it, and say so. */
export function ContextEditor({ rows, problem, onChange }: ContextEditorProps) {
  const [open, setOpen] = useState(rows.length > 0);
  const replace = (index: number, row: ContextRow) => onChange(rows.map((one, place) => (place === index ? row : one)));

  return (
    <details
      className="fold context"
      open={open}
      onToggle={(event) => {
        setOpen(event.currentTarget.open);
        if (event.currentTarget.open && rows.length === 0) onChange(SUGGESTED.map((name) => ({ name, text: "" })));
      }}
    >
      <summary>Context: campaign, product sheet, price …</summary>
      <div className="fold-body">
        <p className="hint">Every twin is told this first, and its answer says where it rests on it.</p>
        {rows.map((row, index) => (
          <div key={index} className="context-row">
            <input
              aria-label={`Name of context ${index + 1}`}
              value={row.name}
              placeholder="What it is"
              onChange={(event) => replace(index, { ...row, name: event.target.value })}
            />
            <textarea
              aria-label={row.name.trim() || `Context ${index + 1}`}
              rows={1}
              value={row.text}
              placeholder="What it says"
              onChange={(event) => replace(index, { ...row, text: event.target.value })}
            />
            <button
              type="button"
              className="icon-button"
              aria-label={`Remove ${row.name.trim() || `context ${index + 1}`}`}
              onClick={() => onChange(rows.filter((_, place) => place !== index))}
            >
              ×
            </button>
          </div>
        ))}
        <button type="button" className="link-button" onClick={() => onChange([...rows, { name: "", text: "" }])}>
          Add another
        </button>
        {problem && (
          <p className="field-problem" role="alert">
            {problem}
          </p>
        )}
      </div>
    </details>
  );
}
