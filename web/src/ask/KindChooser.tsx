import { useId } from "react";
import type { QuestionKind } from "../api/wire";
import { KIND_NAMES, takesOptions, type QuestionForm } from "../forms/questionForm";
import { OptionsEditor } from "./OptionsEditor";
import { ScaleChooser } from "./ScaleChooser";
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
