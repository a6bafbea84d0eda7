import { useEffect, useRef, useState } from "react";
import { listProspectIds, listProspects, NO_FILTER, type ProspectFilter } from "../api/prospects";
import type { PersonaBase } from "../api/wire";
import { hrefTo } from "../routing/route";
import { replaceAddress } from "../routing/useRoute";
import { plural } from "../ui/format";
import { Pager } from "../ui/Pager";
import { Problem } from "../ui/Problem";
import { useAction } from "../ui/useAction";
import { useLoaded, useSettled } from "../ui/useLoaded";
import { useWorkspace } from "../workspace";
import { filterIn, isFiltering, pageIn, queryFor } from "./filterQuery";
import { ProspectFilters } from "./ProspectFilters";
import { ProspectRow } from "./ProspectRow";

const PAGE_SIZE = 50;
const TYPING_MS = 250;

export function ProspectPicker({ query }: { query: URLSearchParams }) {
  const { draft, changeDraft } = useWorkspace();
  const filter = filterIn(query);
  const page = pageIn(query);
  const wanted = queryFor(filter, page).toString();
  const address = useSettled(wanted, TYPING_MS);
  const list = useLoaded(address, (signal) => {
    const settled = new URLSearchParams(address);
    return listProspects(filterIn(settled), pageIn(settled), PAGE_SIZE, signal);
  });
  const [leftOver, setLeftOver] = useState(0);
  const seen = useSeenPersonas(list.latest?.prospects);
  const pickAll = useAction(async () => {
    const { lead_ids, total_count } = await listProspectIds(filter);
    setLeftOver(total_count - lead_ids.length);
    changeDraft({ type: "pick", personas: lead_ids.map((lead_id) => seen.get(lead_id) ?? { lead_id }) });
  });

  const show = (next: ProspectFilter, nextPage = 1) => {
    setLeftOver(0);
    replaceAddress(hrefTo.ask(queryFor(next, nextPage)));
  };

  // What is shown still answers an earlier filter: its counts must not pass for this one's.
  const stale = list.loading || list.data === null || address !== wanted;
  const shown = list.latest?.prospects ?? [];
  const total = list.latest?.total_count ?? 0;
  const pickedHere = shown.filter((persona) => draft.picked.has(persona.lead_id));
  const all = shown.length > 0 && pickedHere.length === shown.length;

  return (
    <section className="picker" aria-labelledby="picker-title">
      <h2 id="picker-title">Whom to ask</h2>
      <ProspectFilters filter={filter} seen={[...seen.values()]} onChange={(next) => show(next)} />

      {list.failure && <Problem message={list.failure.message} onRetry={list.reload} />}
      {pickAll.failure && <Problem message={pickAll.failure.message} onRetry={() => void pickAll.run()} />}

      {list.latest && total > 0 && (
        <div className="picker-head">
          <PageCheckbox
            all={all}
            some={pickedHere.length > 0}
            onChange={() =>
              changeDraft(all ? { type: "drop", leadIds: shown.map((one) => one.lead_id) } : { type: "pick", personas: shown })
            }
          />
          <p role="status">{!stale ? countText(total, isFiltering(filter)) : list.failure ? "" : "Searching …"}</p>
          <button
            type="button"
            className="button small"
            disabled={stale || pickAll.running || (total === shown.length && all)}
            onClick={() => void pickAll.run()}
          >
            Select all {stale ? "" : total.toLocaleString("en")}
            {isFiltering(filter) ? " matching" : ""}
          </button>
        </div>
      )}

      {leftOver > 0 && (
        <p className="hint warning" role="status">
          One question can’t go to so many: {leftOver.toLocaleString("en")} of them are left out. Narrow the list to choose.
        </p>
      )}

      <ul className={`prospect-rows${stale ? " stale" : ""}`} aria-label="Prospects" aria-busy={stale}>
        {shown.map((persona) => (
          <ProspectRow key={persona.lead_id} persona={persona} picked={draft.picked.has(persona.lead_id)} changeDraft={changeDraft} />
        ))}
      </ul>

      {total === 0 && !stale && <NobodyThere filtering={isFiltering(filter)} onClear={() => show(NO_FILTER)} />}
      {!list.latest && list.loading && <p className="quiet">Loading the prospects …</p>}
      {list.latest && <Pager page={list.latest} label="Pages of prospects" onPage={(next) => show(filter, next)} />}
    </section>
  );
}

function countText(total: number, filtering: boolean): string {
  return plural(total, "prospect") + (filtering ? (total === 1 ? " matches" : " match") : "");
}

function NobodyThere({ filtering, onClear }: { filtering: boolean; onClear: () => void }) {
  return filtering ? (
    <div className="empty">
      <p>No prospect matches.</p>
      <button type="button" className="button small" onClick={onClear}>
        Clear the filters
      </button>
    </div>
  ) : (
    <div className="empty">
      <p>There are no prospects yet.</p>
      <a className="button primary small" href={hrefTo.import()}>
        Import a file
      </a>
    </div>
  );
}

function PageCheckbox({ all, some, onChange }: { all: boolean; some: boolean; onChange: () => void }) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = some && !all;
  }, [some, all]);
  return <input ref={box} type="checkbox" checked={all} aria-label="Select everyone on this page" onChange={onChange} />;
}

/** Everyone listed so far: their values are offered when filtering, their names when ids come without. */
function useSeenPersonas(prospects: readonly PersonaBase[] | undefined): ReadonlyMap<string, PersonaBase> {
  const [seen, setSeen] = useState<ReadonlyMap<string, PersonaBase>>(new Map());
  useEffect(() => {
    if (prospects?.length) {
      setSeen((current) => new Map([...current, ...prospects.map((one) => [one.lead_id, one] as const)]));
    }
  }, [prospects]);
  return seen;
}
