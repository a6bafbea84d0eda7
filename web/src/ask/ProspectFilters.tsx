import { useState } from "react";
import { FIELD_NAMES, type FilterField, type ProspectFilter } from "../api/prospects";
import type { LeadClassification, PersonaBase } from "../api/wire";
import { Chip } from "../ui/Chip";
import { ToggleGroup } from "../ui/ToggleGroup";
import { FieldFilter } from "./FieldFilter";
import { CLASSIFICATIONS, FIELDS } from "./filterQuery";

interface ProspectFiltersProps {
  filter: ProspectFilter;
  /** Whose values are offered as suggestions. */
  seen: readonly PersonaBase[];
  onChange: (filter: ProspectFilter) => void;
}

const CLASS_NAMES: Record<LeadClassification, string> = { hot: "Hot", warm: "Warm", cold: "Cold" };

/** What narrows the list: words, classifications, and exact values of fields. */
export function ProspectFilters({ filter, seen, onChange }: ProspectFiltersProps) {
  const [adding, setAdding] = useState(false);
  const active = FIELDS.flatMap((field) => (filter.fields[field] ? [{ field, value: filter.fields[field] }] : []));

  const without = (field: FilterField) => {
    const { [field]: _, ...fields } = filter.fields;
    onChange({ ...filter, fields });
  };

  return (
    <div className="filters">
      <div className="filter-bar">
        <input
          type="search"
          aria-label="Search the prospects"
          placeholder="Search names, jobs, ids …"
          value={filter.search}
          onChange={(event) => onChange({ ...filter, search: event.target.value })}
        />
        <ToggleGroup
          label="Lead classification"
          options={CLASSIFICATIONS.map((value) => ({ value, name: CLASS_NAMES[value] }))}
          chosen={filter.classifications}
          onChange={(classifications) => onChange({ ...filter, classifications })}
        />
        <button type="button" className="button small" aria-expanded={adding} onClick={() => setAdding(!adding)}>
          More filters
        </button>
      </div>
      {adding && (
        <FieldFilter
          seen={seen}
          onAdd={(field, value) => {
            onChange({ ...filter, fields: { ...filter.fields, [field]: value } });
            setAdding(false);
          }}
        />
      )}
      {active.length > 0 && (
        <ul className="chips" aria-label="Filters in force">
          {active.map(({ field, value }) => (
            <Chip
              key={field}
              text={`${FIELD_NAMES[field]}: ${value}`}
              removal={`Remove the filter on ${FIELD_NAMES[field].toLowerCase()}`}
              onRemove={() => without(field)}
            />
          ))}
        </ul>
      )}
    </div>
  );
}
