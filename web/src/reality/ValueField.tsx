import { useId, type ReactNode } from "react";
import type { QuestionKind } from "../api/wire";
import type { OutcomeDraft } from "./outcomeDraft";

interface ValueFieldProps {
  kind: QuestionKind;
  options: readonly string[];
  /** What a scale's points mean, lowest first. */
  labels: readonly string[];
  draft: OutcomeDraft;
  change: (part: Partial<OutcomeDraft>) => void;
}

/** What the person chose, rated or ranked, in the form of the question. */
export function ValueField({ kind, ...rest }: ValueFieldProps) {
  const Field = FIELDS[kind];
  return Field ? <Field {...rest} /> : null;
}

type FieldProps = Omit<ValueFieldProps, "kind">;

const FIELDS: Record<QuestionKind, ((props: FieldProps) => ReactNode) | null> = {
  free_text: null,
  single_choice: ({ options, draft, change }) => (
    <Choices title="They chose" choices={options.map((option) => ({ value: option, name: option }))} draft={draft} change={change} />
  ),
  scale: ({ labels, draft, change }) => (
    <Choices
      title="They rated it"
      choices={["1", "2", "3", "4", "5"].map((point, index) => ({
        value: point,
        name: labels[index] ? `${point} ${labels[index]}` : point,
      }))}
      draft={draft}
      change={change}
    />
  ),
  multiple_choice: ({ options, draft, change }) => (
    <fieldset>
      <legend>They chose</legend>
      <div className="choices">
        {options.map((option) => (
          <label key={option}>
            <input
              type="checkbox"
              checked={draft.choices.includes(option)}
              onChange={(event) =>
                change({
                  choices: event.target.checked ? [...draft.choices, option] : draft.choices.filter((one) => one !== option),
                  none: false,
                })
              }
            />
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
  ),
  ranking: ({ options, draft, change }) => (
    <fieldset>
      <legend>They ranked, 1 for the best</legend>
      <div className="choices">
        {options.map((option, index) => (
          <label key={option}>
            <select
              value={draft.ranks[index] ?? 0}
              onChange={(event) => {
                const rank = Number(event.target.value);
                change({ ranks: options.map((_, place) => (place === index ? rank : (draft.ranks[place] ?? 0))) });
              }}
            >
              <option value={0}>–</option>
              {options.map((_, place) => (
                <option key={place} value={place + 1}>
                  {place + 1}
                </option>
              ))}
            </select>
            <span>{option}</span>
          </label>
        ))}
      </div>
    </fieldset>
  ),
};

interface ChoicesProps extends Pick<FieldProps, "draft" | "change"> {
  title: string;
  choices: readonly { value: string; name: string }[];
}

function Choices({ title, choices, draft, change }: ChoicesProps) {
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
