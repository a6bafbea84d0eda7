import { MAX_OPTION } from "../forms/questionForm";

interface OptionRowProps {
  index: number;
  count: number;
  text: string;
  /** A row of a scale: it has a place that it keeps. */
  fixed: boolean;
  onWrite: (text: string) => void;
  /** Enter was pressed. */
  onNext: () => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

export function OptionRow({ index, count, text, fixed, onWrite, onNext, onMove, onRemove }: OptionRowProps) {
  const number = index + 1;
  return (
    <li>
      <span className="option-number" aria-hidden="true">
        {number}
      </span>
      <input
        aria-label={`${fixed ? "Point" : "Option"} ${number}`}
        value={text}
        maxLength={MAX_OPTION}
        onChange={(event) => onWrite(event.target.value)}
        onPaste={(event) => {
          const pasted = event.clipboardData.getData("text");
          if (fixed || text !== "" || !pasted.trim().includes("\n")) return;
          event.preventDefault();
          onWrite(pasted);
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
          event.preventDefault();
          onNext();
        }}
      />
      {!fixed && (
        <>
          <RowButton sign="↑" label={`Move option ${number} up`} disabled={index === 0} onClick={() => onMove(-1)} />
          <RowButton sign="↓" label={`Move option ${number} down`} disabled={number === count} onClick={() => onMove(1)} />
          <RowButton sign="×" label={`Remove option ${number}`} disabled={count <= 2} onClick={onRemove} />
        </>
      )}
    </li>
  );
}

interface RowButtonProps {
  sign: string;
  label: string;
  disabled: boolean;
  onClick: () => void;
}

function RowButton({ sign, label, disabled, onClick }: RowButtonProps) {
  return (
    <button type="button" className="icon-button" aria-label={label} disabled={disabled} onClick={onClick}>
      {sign}
    </button>
  );
}
