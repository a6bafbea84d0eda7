import { useEffect, useState } from "react";
import { asFailure, isAbort, type ApiFailure } from "../api/client";
import { estimateQuestion } from "../api/sessions";
import type { Estimate } from "../api/wire";
import { plural } from "../ui/format";
import { useSettled } from "../ui/useLoaded";
import { useWorkspace } from "../workspace";
import { isSendable, problemsOf, requestOf, type Draft } from "./draft";
import { budgetText, costText, durationText, tokensText } from "./estimate";
import { base64Of } from "./imageFile";

const TYPING_MS = 700;

/** What asking would take, and what is left of the quota. It never stands in the way: without an estimate one can ask. */
export function EstimateLine() {
  const { me, draft } = useWorkspace();
  const { estimate, failure, stale } = useEstimate(draft);
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

interface Estimated {
  estimate: Estimate | null;
  failure: ApiFailure | null;
}

const NOTHING: Estimated = { estimate: null, failure: null };

/** The estimate of the draft as it stood when it was last left alone. `stale`: it is another draft's by now. */
function useEstimate(draft: Draft): Estimated & { stale: boolean } {
  const [estimated, setEstimated] = useState<Estimated>(NOTHING);
  const [of, setOf] = useState<Draft | null>(null);
  const settled = useSettled(draft, TYPING_MS);

  useEffect(() => {
    if (!isSendable(problemsOf(settled))) {
      setEstimated(NOTHING);
      setOf(settled);
      return;
    }
    const controller = new AbortController();
    const ask = async () => {
      const image = settled.image && { image_base64: await base64Of(settled.image), image_mime_type: settled.image.type };
      return estimateQuestion({ ...requestOf(settled), ...image }, controller.signal);
    };
    ask().then(
      (estimate) => {
        if (controller.signal.aborted) return;
        setEstimated({ estimate, failure: null });
        setOf(settled);
      },
      (error: unknown) => {
        if (controller.signal.aborted || isAbort(error)) return;
        setEstimated({ estimate: null, failure: asFailure(error) });
        setOf(settled);
      },
    );
    return () => controller.abort();
  }, [settled]);

  return { ...estimated, stale: of !== draft };
}
