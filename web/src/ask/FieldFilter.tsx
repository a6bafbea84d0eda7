import { useId, useState, type FormEvent } from "react";
import { FIELD_NAMES, type FilterField } from "../api/prospects";
import type { PersonaBase } from "../api/wire";
import { FIELDS } from "./filterQuery";

interface FieldFilterProps {
  /** Whose values are offered as suggestions. */
  seen: readonly PersonaBase[];
  onAdd: (field: FilterField, value: string) => void;
}

/** Adds a filter: a field, and the value that it has to have. */
export function FieldFilter({ seen, onAdd }: FieldFilterProps) {
  const [field, setField] = useState<FilterField>("occupation");
  const [value, setValue] = useState("");
  const valuesId = useId();
  const values = [...new Set(seen.flatMap((persona) => persona[field] ?? []))].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));

  const add = (event: FormEvent) => {
    event.preventDefault();
    if (value.trim()) onAdd(field, value.trim());
  };

  return (
    <form className="field-filter" onSubmit={add}>
      <select aria-label="Field" value={field} onChange={(event) => setField(event.target.value as FilterField)}>
        {FIELDS.map((one) => (
          <option key={one} value={one}>
            {FIELD_NAMES[one]}
          </option>
        ))}
      </select>
      <span className="quiet">is</span>
      <input
        aria-label={`Value of ${FIELD_NAMES[field].toLowerCase()}`}
        list={valuesId}
        value={value}
        placeholder={values[0] ? `e.g. ${values[0]}` : "the whole value"}
        autoFocus
        onChange={(event) => setValue(event.target.value)}
      />
      <datalist id={valuesId}>
        {values.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      <button type="submit" className="button small" disabled={!value.trim()}>
        Add
      </button>
    </form>
  );
}
