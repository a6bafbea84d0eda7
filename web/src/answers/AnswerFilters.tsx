import type { ProspectResponse } from "../api/wire";
import { Chip } from "../ui/Chip";
import { choicesOf, FACET_NAMES, FACETS, matches, type FacetFilter, type FacetName } from "./facets";

interface AnswerFiltersProps {
  responses: readonly ProspectResponse[];
  facets: FacetFilter;
  ranked: boolean;
  onChange: (facets: FacetFilter) => void;
}

/** One list of choices for each facet in which these answers differ; the numbers count what the other filters leave. */
export function AnswerFilters({ responses, facets, ranked, onChange }: AnswerFiltersProps) {
  const usable = FACET_NAMES.flatMap((name) => {
    const { [name]: chosen, ...others } = facets;
    const left = responses.filter((response) => matches(response, others, ranked));
    const choices = choicesOf(name, left, ranked);
    return choices.length > 1 || chosen !== undefined ? [{ name, choices, chosen: chosen ?? "" }] : [];
  });
  if (usable.length === 0) return null;
  return (
    <div className="answer-filters" role="group" aria-label="Filter the answers">
      {usable.map(({ name, choices, chosen }) => (
        <label key={name} className={chosen ? "facet chosen" : "facet"}>
          <span>{FACETS[name].title}</span>
          <select
            aria-label={FACETS[name].title}
            value={chosen}
            onChange={(event) => onChange(withFacet(facets, name, event.target.value))}
          >
            <option value="">All</option>
            {choices.map(({ key, name: choice, count }) => (
              <option key={key} value={key}>
                {choice} ({count.toLocaleString("en")})
              </option>
            ))}
            {chosen && !choices.some(({ key }) => key === chosen) && <option value={chosen}>{FACETS[name].nameOf(chosen)} (0)</option>}
          </select>
        </label>
      ))}
    </div>
  );
}

/** The filters in force, each with a way to be rid of it. */
export function FacetChips({ facets, onChange }: Pick<AnswerFiltersProps, "facets" | "onChange">) {
  const chosen = FACET_NAMES.flatMap((name) => (facets[name] === undefined ? [] : [{ name, key: facets[name] }]));
  if (chosen.length === 0) return null;
  return (
    <ul className="chips" aria-label="Filters in force">
      {chosen.map(({ name, key }) => (
        <Chip
          key={name}
          text={`${FACETS[name].title}: ${FACETS[name].nameOf(key)}`}
          removal={`Remove the filter on ${FACETS[name].title.toLowerCase()}`}
          onRemove={() => onChange(withFacet(facets, name, ""))}
        />
      ))}
    </ul>
  );
}

export function withFacet(facets: FacetFilter, name: FacetName, key: string): FacetFilter {
  const { [name]: _, ...others } = facets;
  return key ? { ...others, [name]: key } : others;
}
