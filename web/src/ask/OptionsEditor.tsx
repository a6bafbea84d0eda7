import { useEffect, useRef } from "react";
import { MAX_OPTIONS } from "../forms/questionForm";
import { withMoved, withOption } from "./formChanges";
import { OptionRow } from "./OptionRow";

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

  useEffect(() => {
    if (next.current === null) return;
    list.current?.querySelectorAll("input")[next.current]?.focus();
    next.current = null;
  });

  const changed = (after: readonly string[], goTo: number | null = null) => {
    next.current = goTo;
    onChange(fixed && after.every((row) => row === "") ? [] : after);
  };

  const goOn = (index: number) => {
    const isLast = index === rows.length - 1;
    const another = !fixed && isLast && rows.length < MAX_OPTIONS && rows[index]?.trim();
    changed(another ? [...rows, ""] : [...rows], index + 1);
  };

  return (
    <fieldset className="options">
      <legend>{title}</legend>
      <ol ref={list}>
        {rows.map((option, index) => (
          <OptionRow
            key={index}
            index={index}
            count={rows.length}
            text={option}
            fixed={fixed}
            onWrite={(text) => changed(withOption(rows, index, text))}
            onNext={() => goOn(index)}
            onMove={(by) => changed(withMoved(rows, index, by))}
            onRemove={() =>
              changed(
                rows.filter((_, other) => other !== index),
                Math.max(0, index - 1),
              )
            }
          />
        ))}
      </ol>
      {!fixed && rows.length < MAX_OPTIONS && (
        <button type="button" className="link-button" onClick={() => changed([...rows, ""], rows.length)}>
          Add an option
        </button>
      )}
    </fieldset>
  );
}
