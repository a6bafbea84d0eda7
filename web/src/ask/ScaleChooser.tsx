import { useId } from "react";
import type { ScaleMethod, ScaleName } from "../api/wire";
import { METHOD_NAMES, pointLabels, SCALE_NAMES, SCALE_POINTS, type QuestionForm } from "../forms/questionForm";
import { OptionsEditor } from "./OptionsEditor";

const OWN = "own";

interface ScaleChooserProps {
  form: QuestionForm;
  onChange: (form: QuestionForm) => void;
}

/** What a scale's points mean, and how a rating is had. */
export function ScaleChooser({ form, onChange }: ScaleChooserProps) {
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
