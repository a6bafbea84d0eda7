interface ChipProps {
  text: string;
  /** What pressing the cross does, for a screen reader: "Remove Ann Lee". */
  removal: string;
  onRemove: () => void;
}

export function Chip({ text, removal, onRemove }: ChipProps) {
  return (
    <li className="chip">
      <span>{text}</span>
      <button type="button" aria-label={removal} onClick={onRemove}>
        ×
      </button>
    </li>
  );
}
