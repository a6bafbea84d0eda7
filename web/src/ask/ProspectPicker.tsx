import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { NO_FILTER, type ProspectFilter } from "../api/prospects";
import { prospectIdsQuery, prospectsQuery } from "../api/queries";
import { hrefTo } from "../routing/route";
import { replaceAddress } from "../routing/useRoute";
import { Pager } from "../ui/Pager";
import { Problem } from "../ui/Problem";
import { useFailure } from "../ui/useFailure";
import { useLatest } from "../ui/useLatest";
import { useWorkspace } from "../workspace/workspace";
import { filterIn, isFiltering, pageIn, queryFor } from "./filterQuery";
import { PickerHead } from "./PickerHead";
import { ProspectFilters } from "./ProspectFilters";
import { ProspectRow } from "./ProspectRow";
import { useSeenPersonas } from "./useSeenPersonas";

/** The list of prospects, narrowed by the address, from which those to ask are picked. */
export function ProspectPicker({ query }: { query: URLSearchParams }) {
  const { draft, changeDraft } = useWorkspace();
  const filter = filterIn(query);
  const filtering = isFiltering(filter);
  const list = useQuery(prospectsQuery(filter, pageIn(query)));
  const failure = useFailure(list, query.toString());
  const everyone = useQuery(prospectIdsQuery(filter));
  const latest = useLatest(list.data);
  const seen = useSeenPersonas(latest?.prospects);
  const [leftOver, setLeftOver] = useState(0);

  const selectAll = async () => {
    const { data } = await everyone.refetch();
    if (!data) return;
    setLeftOver(data.total_count - data.lead_ids.length);
    changeDraft({ type: "pick", personas: data.lead_ids.map((lead_id) => seen.get(lead_id) ?? { lead_id }) });
  };

  const show = (next: ProspectFilter, nextPage = 1) => {
    setLeftOver(0);
    replaceAddress(hrefTo.ask(queryFor(next, nextPage)));
  };

  const stale = list.data === undefined || list.isFetching;
  const shown = latest?.prospects ?? [];
  const total = latest?.total_count ?? 0;

  return (
    <section className="picker" aria-labelledby="picker-title">
      <h2 id="picker-title">Whom to ask</h2>
      <ProspectFilters filter={filter} seen={[...seen.values()]} onChange={(next) => show(next)} />
      {failure && <Problem message={failure.message} onRetry={() => void list.refetch()} />}
      {everyone.error && <Problem message={everyone.error.message} onRetry={() => void selectAll()} />}
      {total > 0 && (
        <PickerHead
          shown={shown}
          total={total}
          filtering={filtering}
          stale={stale}
          failed={failure !== null}
          selecting={everyone.isFetching}
          onSelectAll={() => void selectAll()}
        />
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
      {total === 0 && !stale && <NobodyThere filtering={filtering} onClear={() => show(NO_FILTER)} />}
      {!latest && list.isFetching && <p className="quiet">Loading the prospects …</p>}
      {latest && <Pager page={latest} label="Pages of prospects" onPage={(next) => show(filter, next)} />}
    </section>
  );
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
