import { useQuery } from "@tanstack/react-query";
import { sessionsQuery } from "../api/queries";
import type { SessionFilter } from "../api/sessions";
import { hrefTo } from "../routing/route";
import { replaceAddress } from "../routing/useRoute";
import { PageHeading } from "../ui/PageHeading";
import { Pager } from "../ui/Pager";
import { Problem } from "../ui/Problem";
import { useFailure } from "../ui/useFailure";
import { useLatest } from "../ui/useLatest";
import { sessionFilterIn, sessionPageIn, sessionQueryFor } from "./filterQuery";
import { SessionFilters } from "./SessionFilters";
import { SessionRow } from "./SessionRow";

export function SessionListPage({ query }: { query: URLSearchParams }) {
  const filter = sessionFilterIn(query);
  const list = useQuery(sessionsQuery(filter, sessionPageIn(query)));
  const failure = useFailure(list, query.toString());
  const latest = useLatest(list.data);
  // What is shown still answers an earlier filter.
  const stale = list.data === undefined;
  const show = (next: SessionFilter, page = 1) => replaceAddress(hrefTo.sessions(sessionQueryFor(next, page)));

  return (
    <section className="session-list">
      <div className="page-head">
        <PageHeading title="Sessions">Sessions</PageHeading>
        {latest && (
          <p className="quiet">
            {latest.active_sessions_count.toLocaleString("en")} under way, {latest.completed_sessions_count.toLocaleString("en")} completed
          </p>
        )}
      </div>
      <SessionFilters filter={filter} onChange={show} />
      {failure && <Problem message={failure.message} onRetry={() => void list.refetch()} />}
      {!latest && list.isFetching && <p className="quiet">Loading the sessions …</p>}
      {latest && (
        <>
          <p role="status" className="visually-hidden">
            {latest.total_count} sessions
          </p>
          <ul className="session-rows" aria-label="Sessions" aria-busy={stale || list.isFetching}>
            {latest.sessions.map((session) => (
              <SessionRow key={session.session_id} session={session} />
            ))}
          </ul>
          {latest.total_count === 0 && !stale && <NoSessions filtering={isFiltering(filter)} />}
          <Pager page={latest} label="Pages of sessions" onPage={(page) => show(filter, page)} />
        </>
      )}
    </section>
  );
}

const isFiltering = (filter: SessionFilter) => filter.search.trim() !== "" || filter.statuses.length > 0 || filter.prospectId !== "";

function NoSessions({ filtering }: { filtering: boolean }) {
  return (
    <div className="empty">
      <p>{filtering ? "No session matches." : "Nothing has been asked yet."}</p>
      {filtering ? (
        <a className="button small" href={hrefTo.sessions()}>
          Clear the filters
        </a>
      ) : (
        <a className="button primary small" href={hrefTo.ask()}>
          Ask a question
        </a>
      )}
    </div>
  );
}
