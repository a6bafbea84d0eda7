import { useId } from "react";
import type { OutcomeDraft } from "./outcomeDraft";

export interface ChoiceFieldProps {
  options: readonly string[];
  draft: OutcomeDraft;
  change: (part: Partial<OutcomeDraft>) => void;
}

interface OneOfProps extends Omit<ChoiceFieldProps, "options"> {
  title: string;
  choices: readonly { value: string; name: string }[];
}

/** One of several, and no more. */
export function OneOf({ title, choices, draft, change }: OneOfProps) {
  const name = useId();
  return (
    <fieldset>
      <legend>{title}</legend>
      <div className="choices">
        {choices.map((choice) => (
          <label key={choice.value}>
            <input type="radio" name={name} checked={draft.choice === choice.value} onChange={() => change({ choice: choice.value })} />
            <span>{choice.name}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Any number of them, none included: to want none is an answer, too. */
export function SeveralOf({ options, draft, change }: ChoiceFieldProps) {
  const turn = (option: string, chosen: boolean) =>
    change({ choices: chosen ? [...draft.choices, option] : draft.choices.filter((one) => one !== option), none: false });
  return (
    <fieldset>
      <legend>They chose</legend>
      <div className="choices">
        {options.map((option) => (
          <label key={option}>
            <input type="checkbox" checked={draft.choices.includes(option)} onChange={(event) => turn(option, event.target.checked)} />
            <span>{option}</span>
          </label>
        ))}
        <label>
          <input
            type="checkbox"
            checked={draft.none}
            onChange={(event) => change({ none: event.target.checked, choices: event.target.checked ? [] : draft.choices })}
          />
          <span className="quiet">None of them</span>
        </label>
      </div>
    </fieldset>
  );
}

/** All of them, in an order. */
export function Ranked({ options, draft, change }: ChoiceFieldProps) {
  const rank = (index: number, value: number) =>
    change({ ranks: options.map((_, other) => (other === index ? value : (draft.ranks[other] ?? 0))) });
  return (
    <fieldset>
      <legend>They ranked, 1 for the best</legend>
      <div className="choices">
        {options.map((option, index) => (
          <label key={option}>
            <select value={draft.ranks[index] ?? 0} onChange={(event) => rank(index, Number(event.target.value))}>
              <option value={0}>–</option>
              {options.map((_, other) => (
                <option key={other} value={other + 1}>
                  {other + 1}
                </option>
              ))}
            </select>
            <span>{option}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
