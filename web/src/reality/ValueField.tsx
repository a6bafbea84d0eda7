import type { ReactNode } from "react";
import type { QuestionKind } from "../api/wire";
import { OneOf, Ranked, SeveralOf, type ChoiceFieldProps } from "./ChoiceFields";

interface ValueFieldProps extends ChoiceFieldProps {
  kind: QuestionKind;
  /** What a scale's points mean, lowest first. */
  labels: readonly string[];
}

/** What the person chose, rated or ranked, in the form of the question. */
export function ValueField({ kind, ...rest }: ValueFieldProps) {
  const Field = FIELDS[kind];
  return Field ? <Field {...rest} /> : null;
}

type FieldProps = Omit<ValueFieldProps, "kind">;

const POINTS = ["1", "2", "3", "4", "5"];

const FIELDS: Record<QuestionKind, ((props: FieldProps) => ReactNode) | null> = {
  free_text: null,
  single_choice: ({ options, draft, change }) => (
    <OneOf title="They chose" choices={options.map((option) => ({ value: option, name: option }))} draft={draft} change={change} />
  ),
  scale: ({ labels, draft, change }) => {
    const choices = POINTS.map((point, index) => ({ value: point, name: labels[index] ? `${point} ${labels[index]}` : point }));
    return <OneOf title="They rated it" choices={choices} draft={draft} change={change} />;
  },
  multiple_choice: SeveralOf,
  ranking: Ranked,
};
