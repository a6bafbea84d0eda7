import { useId } from "react";
import type { QuestionKind, ScaleMethod, ScaleName } from "../api/wire";
import { KIND_NAMES, METHOD_NAMES, pointLabels, SCALE_NAMES, SCALE_POINTS, takesOptions, type QuestionForm } from "../forms/questionForm";
import { OptionsEditor } from "./OptionsEditor";
import { withKind } from "./formChanges";

interface KindChooserProps {
  form: QuestionForm;
  /** Said where there is one and it is time to say it. */
  problem: string | undefined;
  onChange: (form: QuestionForm) => void;
}

/** How answers are given, and what can be chosen, rated or ranked. */
export function KindChooser({ form, problem, onChange }: KindChooserProps) {
  const kindId = useId();
  return (
    <div className="kind">
      <div className="row">
        <label htmlFor={kindId}>Answered</label>
        <select id={kindId} value={form.kind} onChange={(event) => onChange(withKind(form, event.target.value as QuestionKind))}>
          {Object.entries(KIND_NAMES).map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      </div>
      {takesOptions(form.kind) && (
        <OptionsEditor title="Options" options={form.options} onChange={(options) => onChange({ ...form, options })} />
      )}
      {form.kind === "scale" && <ScaleChooser form={form} onChange={onChange} />}
      {form.kind !== "free_text" && (
        <p className="hint">Each twin still answers in its own words; what it {VERBS[form.kind]} is counted besides.</p>
      )}
      {problem && (
        <p className="field-problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

const VERBS: Record<QuestionKind, string> = {
  free_text: "says",
  single_choice: "chooses",
  multiple_choice: "chooses",
  scale: "rates",
  ranking: "ranks",
};

const OWN = "own";

function ScaleChooser({ form, onChange }: Omit<KindChooserProps, "problem">) {
  const scaleId = useId();
  const methodName = useId();
  const ownLabels = form.scale === null || form.options.length > 0;
  return (
    <>
      <div className="row">
        <label htmlFor={scaleId}>Scale</label>
        <select
          id={scaleId}
          value={form.scale ?? OWN}
          onChange={(event) => {
            const scale = event.target.value === OWN ? null : (event.target.value as ScaleName);
            onChange({ ...form, scale, options: [], method: scale === null ? "direct" : form.method });
          }}
        >
          <option value={OWN}>A scale of your own</option>
          {Object.entries(SCALE_NAMES).map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      </div>
      {ownLabels ? (
        <OptionsEditor
          title="What the points mean (optional)"
          options={form.options}
          count={SCALE_POINTS}
          onChange={(options) => onChange({ ...form, options })}
        />
      ) : (
        <ol className="scale-points hint">
          {pointLabels(form).map((label) => (
            <li key={label}>{label}</li>
          ))}
        </ol>
      )}
      {form.scale !== null && (
        <fieldset>
          <legend>How a rating is had</legend>
          <div className="segments">
            {(Object.entries(METHOD_NAMES) as [ScaleMethod, string][]).map(([value, name]) => (
              <label key={value}>
                <input
                  type="radio"
                  name={methodName}
                  checked={form.method === value}
                  onChange={() => onChange({ ...form, method: value })}
                />
                <span>{name}</span>
              </label>
            ))}
          </div>
          {form.method === "similarity" && (
            <p className="hint">The twin is told of no scale. Its words are compared with what people say at each point.</p>
          )}
        </fieldset>
      )}
    </>
  );
}
