import { useQuery } from "@tanstack/react-query";
import { plural } from "../ui/format";
import { useLatest } from "../ui/useLatest";
import { useWorkspace } from "../workspace/workspace";
import { budgetText, costText, durationText, tokensText } from "./estimate";
import { estimateQuery } from "./estimateQuery";

/** What asking would take, and what is left of the quota. It never stands in the way: without an estimate one can ask. */
export function EstimateLine() {
  const { me, draft } = useWorkspace();
  const query = estimateQuery(draft);
  const { data, error: failure, isFetching } = useQuery(query);
  const sendable = query.enabled === true;
  const latest = useLatest(data);
  const estimate = sendable && !failure ? latest : undefined;
  const stale = sendable && (isFetching || data === undefined);
  const left = estimate?.quota.remaining ?? Math.max(0, me.quota.limit - me.quota.used);
  const short = draft.picked.size > left;
  return (
    <div className={stale ? "estimate stale" : "estimate"} aria-live="polite">
      {estimate && (
        <details className="fold">
          <summary>
            Takes about {tokensText(estimate)}, <strong>{costText(estimate)}</strong>
            {estimate.estimated_seconds !== null && `, ${durationText(estimate.estimated_seconds)}`}
          </summary>
          <div className="fold-body hint">
            <p>
              {plural(estimate.calls, "model call")}: {estimate.input_tokens.toLocaleString("en")} tokens in
              {estimate.image_tokens > 0 && ` (${estimate.image_tokens.toLocaleString("en")} of the image)`},{" "}
              {estimate.output_tokens.toLocaleString("en")} out. Answers by {estimate.model}.
            </p>
            {estimate.notes.map((note) => (
              <p key={note}>{note}</p>
            ))}
            {estimate.price && <p>Price: {estimate.price.source}.</p>}
          </div>
        </details>
      )}
      {estimate?.budget && <p className={estimate.budget.enough ? "hint" : "hint warning"}>{budgetText(estimate.budget)}</p>}
      {failure && <p className="hint">No estimate: {failure.message}</p>}
      <p className={short ? "hint warning" : "hint"}>
        {short ? `That is more than the ${plural(left, "answer")} left today` : `${plural(left, "answer")} left today`}; a new day begins at{" "}
        {new Intl.DateTimeFormat(undefined, { timeStyle: "short" }).format(new Date(me.quota.resets_at))}.
      </p>
    </div>
  );
}
