import { useEffect } from "react";
import { listSessions, type SessionFilter } from "../api/sessions";
import type { QuestionSession, SessionStatus } from "../api/wire";
import { outcomeOf } from "../live/outcome";
import { hrefTo } from "../routing/route";
import { replaceAddress } from "../routing/useRoute";
import { OutcomeBadge } from "../ui/Badges";
import { Chip } from "../ui/Chip";
import { formatMoment } from "../ui/format";
import { PageHeading } from "../ui/PageHeading";
import { Pager } from "../ui/Pager";
import { Problem } from "../ui/Problem";
import { ToggleGroup } from "../ui/ToggleGroup";
import { useLoaded, useSettled } from "../ui/useLoaded";
import { sessionFilterIn, sessionPageIn, sessionQueryFor } from "./filterQuery";

const PAGE_SIZE = 20;
const TYPING_MS = 250;
const ACTIVE_REFRESH_MS = 4000;

const STATUSES: readonly { value: SessionStatus; name: string }[] = [
  { value: "pending", name: "Waiting" },
  { value: "in_progress", name: "Answering" },
  { value: "completed", name: "Completed" },
  { value: "failed", name: "Failed or cancelled" },
];

export function SessionListPage({ query }: { query: URLSearchParams }) {
  const filter = sessionFilterIn(query);
  const wanted = sessionQueryFor(filter, sessionPageIn(query)).toString();
  const address = useSettled(wanted, TYPING_MS);
  const list = useLoaded(address, (signal) => {
    const settled = new URLSearchParams(address);
    return listSessions(sessionFilterIn(settled), sessionPageIn(settled), PAGE_SIZE, signal);
  });

  const { reload, latest: data } = list;
  // What is shown still answers an earlier filter.
  const stale = list.data === null || address !== wanted;
  const active = data?.active_sessions_count ?? 0;
  useEffect(() => {
    if (active === 0) return;
    const timer = setInterval(() => document.visibilityState === "visible" && reload(), ACTIVE_REFRESH_MS);
    return () => clearInterval(timer);
  }, [active, reload]);

  const show = (next: SessionFilter, page = 1) => replaceAddress(hrefTo.sessions(sessionQueryFor(next, page)));
  const filtering = filter.search.trim() !== "" || filter.statuses.length > 0 || filter.prospectId !== "";

  return (
    <section className="session-list">
      <div className="page-head">
        <PageHeading title="Sessions">Sessions</PageHeading>
        {data && (
          <p className="quiet">
            {active.toLocaleString("en")} under way, {data.completed_sessions_count.toLocaleString("en")} completed
          </p>
        )}
      </div>
      <div className="filter-bar">
        <input
          type="search"
          aria-label="Search the sessions"
          placeholder="Search questions and names …"
          value={filter.search}
          onChange={(event) => show({ ...filter, search: event.target.value })}
        />
        <ToggleGroup label="Status" options={STATUSES} chosen={filter.statuses} onChange={(statuses) => show({ ...filter, statuses })} />
      </div>
      {filter.prospectId && (
        <ul className="chips" aria-label="Filters in force">
          <Chip
            text={`Prospect: ${filter.prospectId}`}
            removal="Remove the filter on the prospect"
            onRemove={() => show({ ...filter, prospectId: "" })}
          />
        </ul>
      )}

      {list.failure && <Problem message={list.failure.message} onRetry={reload} />}
      {!data && list.loading && <p className="quiet">Loading the sessions …</p>}
      {data && (
        <>
          <p role="status" className="visually-hidden">
            {data.total_count} sessions
          </p>
          <ul className="session-rows" aria-label="Sessions" aria-busy={stale || list.loading}>
            {data.sessions.map((session) => (
              <SessionRow key={session.session_id} session={session} />
            ))}
          </ul>
          {data.total_count === 0 &&
            !stale &&
            (filtering ? (
              <div className="empty">
                <p>No session matches.</p>
                <a className="button small" href={hrefTo.sessions()}>
                  Clear the filters
                </a>
              </div>
            ) : (
              <div className="empty">
                <p>Nothing has been asked yet.</p>
                <a className="button primary small" href={hrefTo.ask()}>
                  Ask a question
                </a>
              </div>
            ))}
          <Pager page={data} label="Pages of sessions" onPage={(page) => show(filter, page)} />
        </>
      )}
    </section>
  );
}

function SessionRow({ session }: { session: QuestionSession }) {
  const outcome = outcomeOf(session);
  const { total_responded: responded, total_expected: expected } = session;
  return (
    <li>
      <a href={hrefTo.session(session.session_id)} className="session-row">
        <span className="session-question">{session.question}</span>
        {session.summary && <span className="session-summary quiet">{session.summary.summary_text}</span>}
        <span className="session-meta quiet">
          <OutcomeBadge outcome={outcome} />
          <span>
            {responded.toLocaleString("en")} of {expected.toLocaleString("en")} answered
          </span>
          <time dateTime={session.created_at}>{formatMoment(session.created_at)}</time>
        </span>
      </a>
    </li>
  );
}
