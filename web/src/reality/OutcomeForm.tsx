import { useId, useRef, useState, type FormEvent } from "react";
import { Once } from "../api/idempotency";
import { recordOutcome, type Outcome } from "../api/reality";
import { Problem } from "../ui/Problem";
import { useCommand } from "../ui/useCommand";
import { FeelingFields } from "./FeelingFields";
import { EMPTY_OUTCOME, outcomeProblem, outcomeRequest, today, type Asked, type OutcomeDraft } from "./outcomeDraft";
import { ValueField } from "./ValueField";

interface OutcomeFormProps {
  leadId: string;
  name: string;
  /** The question it answers; null for what nobody asked. */
  asked: (Asked & { labels: readonly string[] }) | null;
  onRecorded: (outcome: Outcome) => void;
  onClose: () => void;
}

/** Records what the real person said or did, in the form of the question where there was one. */
export function OutcomeForm({ leadId, name, asked, onRecorded, onClose }: OutcomeFormProps) {
  const [draft, setDraft] = useState<OutcomeDraft>({ ...EMPTY_OUTCOME, day: today() });
  const [tried, setTried] = useState(false);
  const once = useRef(new Once());
  const id = useId();
  const change = (part: Partial<OutcomeDraft>) => setDraft((current) => ({ ...current, ...part }));
  const problem = outcomeProblem(draft, asked);
  const free = asked === null || asked.kind === "free_text";

  const record = useCommand(async () => {
    const body = outcomeRequest(draft, asked);
    onRecorded(await once.current.send(JSON.stringify(body), (headers) => recordOutcome(leadId, body, headers)));
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!problem) record.run();
  };

  return (
    <form className="outcome-form" aria-label={`What ${name} really said`} onSubmit={submit}>
      {asked && <ValueField {...asked} draft={draft} change={change} />}
      <label htmlFor={`${id}-said`}>In their own words {!free && <span className="quiet">(optional)</span>}</label>
      <textarea id={`${id}-said`} rows={2} maxLength={8000} value={draft.said} onChange={(event) => change({ said: event.target.value })} />
      {free && <FeelingFields draft={draft} change={change} />}
      <div className="row">
        <label htmlFor={`${id}-day`}>On</label>
        <input
          id={`${id}-day`}
          className="day"
          type="date"
          max={today()}
          value={draft.day}
          onChange={(event) => change({ day: event.target.value })}
        />
        <input
          className="note"
          aria-label="Note for yourselves"
          placeholder="Note for yourselves (optional)"
          maxLength={2000}
          value={draft.note}
          onChange={(event) => change({ note: event.target.value })}
        />
      </div>
      {tried && problem && (
        <p className="field-problem" role="alert">
          {problem}
        </p>
      )}
      {record.failure && <Problem message={record.failure.message} />}
      <div className="row">
        <button type="submit" className="button primary small" disabled={record.running}>
          {record.running ? "Recording …" : "Record"}
        </button>
        <button type="button" className="link-button" disabled={record.running} onClick={onClose}>
          Cancel
        </button>
      </div>
    </form>
  );
}
