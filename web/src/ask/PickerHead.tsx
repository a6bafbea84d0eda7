import { useEffect, useRef } from "react";
import type { PersonaBase } from "../api/wire";
import { plural } from "../ui/format";
import { useWorkspace } from "../workspace/workspace";

interface PickerHeadProps {
  shown: readonly PersonaBase[];
  total: number;
  filtering: boolean;
  /** What is shown still answers an earlier filter: its count is not this one's. */
  stale: boolean;
  failed: boolean;
  selecting: boolean;
  onSelectAll: () => void;
}

/** Above the list: how many there are, and a tick for the page or for all that match. */
export function PickerHead({ shown, total, filtering, stale, failed, selecting, onSelectAll }: PickerHeadProps) {
  const { draft, changeDraft } = useWorkspace();
  const pickedHere = shown.filter((persona) => draft.picked.has(persona.lead_id));
  const all = shown.length > 0 && pickedHere.length === shown.length;
  const turn = () => changeDraft(all ? { type: "drop", leadIds: shown.map((one) => one.lead_id) } : { type: "pick", personas: shown });
  return (
    <div className="picker-head">
      <PageCheckbox all={all} some={pickedHere.length > 0} onChange={turn} />
      <p role="status">{!stale ? countText(total, filtering) : failed ? "" : "Searching …"}</p>
      <button type="button" className="button small" disabled={stale || selecting || (total === shown.length && all)} onClick={onSelectAll}>
        Select all {stale ? "" : total.toLocaleString("en")}
        {filtering ? " matching" : ""}
      </button>
    </div>
  );
}

function countText(total: number, filtering: boolean): string {
  return plural(total, "prospect") + (filtering ? (total === 1 ? " matches" : " match") : "");
}

function PageCheckbox({ all, some, onChange }: { all: boolean; some: boolean; onChange: () => void }) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = some && !all;
  }, [some, all]);
  return <input ref={box} type="checkbox" checked={all} aria-label="Select everyone on this page" onChange={onChange} />;
}
