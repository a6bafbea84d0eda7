import { useId, useRef, useState, type FormEvent } from "react";
import { Once } from "../api/idempotency";
import { regenerateSummary } from "../api/sessions";
import type { QuestionSession, RegenerateSummaryRequest, SummaryStyle } from "../api/wire";
import { Problem } from "../ui/Problem";
import { useCommand } from "../ui/useCommand";

const STYLES: readonly { value: SummaryStyle; name: string }[] = [
  { value: "concise", name: "Concise" },
  { value: "detailed", name: "Detailed" },
  { value: "bullet_points", name: "Bullet points" },
];

interface RegenerateFormProps {
  session: QuestionSession;
  onDone: () => void;
  onClose: () => void;
}

/** Has the summary written anew, in a style and with an eye to certain things. */
export function RegenerateForm({ session, onDone, onClose }: RegenerateFormProps) {
  const [style, setStyle] = useState<SummaryStyle>(session.summary?.style ?? "concise");
  const [areas, setAreas] = useState("");
  const once = useRef(new Once());
  const areasId = useId();
  const hintId = useId();
  const styleName = useId();

  const rewrite = useCommand(async () => {
    const focus = focusAreasIn(areas);
    const wanted: RegenerateSummaryRequest = { summary_style: style, ...(focus.length > 0 ? { focus_areas: focus } : {}) };
    await once.current.send(JSON.stringify(wanted), (headers) => regenerateSummary(session.session_id, wanted, headers));
    onDone();
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    rewrite.run();
  };

  return (
    <form className="regenerate" onSubmit={submit}>
      <fieldset>
        <legend>Style</legend>
        <div className="segments">
          {STYLES.map(({ value, name }) => (
            <label key={value}>
              <input type="radio" name={styleName} checked={style === value} onChange={() => setStyle(value)} />
              <span>{name}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <label htmlFor={areasId}>Focus on</label>
      <input
        id={areasId}
        value={areas}
        placeholder="price, trust, children"
        aria-describedby={hintId}
        onChange={(event) => setAreas(event.target.value)}
      />
      <p id={hintId} className="hint">
        Optional; separate several with commas.
      </p>
      {rewrite.failure && <Problem message={rewrite.failure.message} />}
      <div className="row">
        <button type="submit" className="button primary small" disabled={rewrite.running}>
          {rewrite.running ? "Writing …" : session.summary ? "Rewrite the summary" : "Write the summary"}
        </button>
        <button type="button" className="link-button" disabled={rewrite.running} onClick={onClose}>
          Keep as it is
        </button>
      </div>
    </form>
  );
}

export function focusAreasIn(text: string): string[] {
  return [
    ...new Set(
      text
        .split(/[,;\n]/)
        .map((area) => area.trim())
        .filter(Boolean),
    ),
  ];
}
