import { useEffect, useRef } from "react";
import { MAX_OPTION, MAX_OPTIONS } from "../forms/questionForm";
import { withMoved, withOption } from "./formChanges";

interface OptionsEditorProps {
  title: string;
  options: readonly string[];
  /** As many rows, no more and no fewer. */
  count?: number;
  onChange: (options: readonly string[]) => void;
}

/** Rows of text, to be added, removed and put in order. Enter goes on to the next row; a pasted list becomes rows. */
export function OptionsEditor({ title, options, count, onChange }: OptionsEditorProps) {
  const list = useRef<HTMLOListElement>(null);
  /** The row to go to once it is there. */
  const next = useRef<number | null>(null);
  const fixed = count !== undefined;
  const rows = fixed ? Array.from({ length: count }, (_, index) => options[index] ?? "") : options;
  const noun = fixed ? "Point" : "Option";

  useEffect(() => {
    if (next.current === null) return;
    list.current?.querySelectorAll("input")[next.current]?.focus();
    next.current = null;
  });

  const changed = (after: readonly string[]) => onChange(fixed && after.every((row) => row === "") ? [] : after);

  const goOn = (index: number) => {
    next.current = index + 1;
    if (!fixed && index === rows.length - 1 && rows.length < MAX_OPTIONS && rows[index]?.trim()) changed([...rows, ""]);
    else changed([...rows]);
  };

  return (
    <fieldset className="options">
      <legend>{title}</legend>
      <ol ref={list}>
        {rows.map((option, index) => (
          <li key={index}>
            <span className="option-number" aria-hidden="true">
              {index + 1}
            </span>
            <input
              aria-label={`${noun} ${index + 1}`}
              value={option}
              maxLength={MAX_OPTION}
              onChange={(event) => changed(withOption(rows, index, event.target.value))}
              onPaste={(event) => {
                const text = event.clipboardData.getData("text");
                if (fixed || option !== "" || !text.trim().includes("\n")) return;
                event.preventDefault();
                changed(withOption(rows, index, text));
              }}
              onKeyDown={(event) => {
                if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
                event.preventDefault();
                goOn(index);
              }}
            />
            {!fixed && (
              <>
                <button
                  type="button"
                  className="icon-button"
                  aria-label={`Move option ${index + 1} up`}
                  disabled={index === 0}
                  onClick={() => changed(withMoved(rows, index, -1))}
                >
                  ↑
                </button>
                <button
                  type="button"
                  className="icon-button"
                  aria-label={`Move option ${index + 1} down`}
                  disabled={index === rows.length - 1}
                  onClick={() => changed(withMoved(rows, index, 1))}
                >
                  ↓
                </button>
                <button
                  type="button"
                  className="icon-button"
                  aria-label={`Remove option ${index + 1}`}
                  disabled={rows.length <= 2}
                  onClick={() => {
                    next.current = Math.max(0, index - 1);
                    changed(rows.filter((_, place) => place !== index));
                  }}
                >
                  ×
                </button>
              </>
            )}
          </li>
        ))}
      </ol>
      {!fixed && rows.length < MAX_OPTIONS && (
        <button
          type="button"
          className="link-button"
          onClick={() => {
            next.current = rows.length;
            changed([...rows, ""]);
          }}
        >
          Add an option
        </button>
      )}
    </fieldset>
  );
}
