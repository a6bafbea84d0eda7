import type { SessionFilter } from "../api/sessions";
import type { SessionStatus } from "../api/wire";
import { Chip } from "../ui/Chip";
import { ToggleGroup } from "../ui/ToggleGroup";

const STATUSES: readonly { value: SessionStatus; name: string }[] = [
  { value: "pending", name: "Waiting" },
  { value: "in_progress", name: "Answering" },
  { value: "completed", name: "Completed" },
  { value: "failed", name: "Failed or cancelled" },
];

/** What narrows the list: words, statuses, and one prospect. */
export function SessionFilters({ filter, onChange }: { filter: SessionFilter; onChange: (filter: SessionFilter) => void }) {
  return (
    <>
      <div className="filter-bar">
        <input
          type="search"
          aria-label="Search the sessions"
          placeholder="Search questions and names …"
          value={filter.search}
          onChange={(event) => onChange({ ...filter, search: event.target.value })}
        />
        <ToggleGroup
          label="Status"
          options={STATUSES}
          chosen={filter.statuses}
          onChange={(statuses) => onChange({ ...filter, statuses })}
        />
      </div>
      {filter.prospectId && (
        <ul className="chips" aria-label="Filters in force">
          <Chip
            text={`Prospect: ${filter.prospectId}`}
            removal="Remove the filter on the prospect"
            onRemove={() => onChange({ ...filter, prospectId: "" })}
          />
        </ul>
      )}
    </>
  );
}
