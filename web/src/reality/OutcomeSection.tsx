import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { outcomesQuery, sessionsOfQuery } from "../api/queries";
import { hrefTo } from "../routing/route";
import { Pager } from "../ui/Pager";
import { Problem } from "../ui/Problem";
import { useFailure } from "../ui/useFailure";
import { useLatest } from "../ui/useLatest";
import { NewOutcome } from "./NewOutcome";
import { OutcomeEntry } from "./OutcomeEntry";

/** On a profile: what the real person said or did, beside what was asked of the twin. */
export function OutcomeSection({ leadId, name }: { leadId: string; name: string }) {
  const [page, setPage] = useState(1);
  const [adding, setAdding] = useState(false);
  const outcomes = useQuery(outcomesQuery(leadId, page));
  const latest = useLatest(outcomes.data, leadId);
  const failure = useFailure(outcomes, page);
  const { data: asked } = useQuery(sessionsOfQuery(leadId));
  const sessions = useMemo(() => new Map((asked?.sessions ?? []).map((session) => [session.session_id, session])), [asked]);
  const close = () => setAdding(false);

  return (
    <section aria-labelledby="outcomes-title" className="outcomes">
      <div className="row between">
        <h2 id="outcomes-title">What they really said</h2>
        {!adding && (
          <button type="button" className="button small" onClick={() => setAdding(true)}>
            Record
          </button>
        )}
      </div>
      <p className="hint">
        The person’s own answers, never a twin’s. They show <a href={hrefTo.fidelity()}>how close twins come</a>.
      </p>
      {adding && <NewOutcome leadId={leadId} name={name} sessions={[...sessions.values()]} onRecorded={close} onClose={close} />}
      {failure && <Problem message={failure.message} onRetry={() => void outcomes.refetch()} />}
      {latest?.total_count === 0 && !adding && <p className="quiet">Nothing is recorded yet.</p>}
      <ul className="outcome-list">
        {latest?.outcomes.map((outcome) => (
          <OutcomeEntry key={outcome.outcome_id} outcome={outcome} session={sessions.get(outcome.session_id ?? "")} />
        ))}
      </ul>
      {latest && <Pager page={latest} label="Pages of what they said" onPage={setPage} />}
    </section>
  );
}
