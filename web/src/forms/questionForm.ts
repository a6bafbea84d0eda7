// The kinds of question: what they are called, and what they need before they can be asked.

import type { QuestionKind, QuestionSession, ScaleMethod, ScaleName } from "../api/wire";
import { characterCount } from "../ui/format";

export const MAX_OPTIONS = 20;
export const MAX_OPTION = 200;
export const SCALE_POINTS = 5;

export const KIND_NAMES: Record<QuestionKind, string> = {
  free_text: "In their own words",
  single_choice: "One of several options",
  multiple_choice: "Any of several options",
  scale: "A point on a scale of 5",
  ranking: "A ranking of options",
};

export const SCALE_NAMES: Record<ScaleName, string> = { purchase_intent: "Would they buy it", agreement: "Do they agree" };

export const METHOD_NAMES: Record<ScaleMethod, string> = {
  direct: "The twin names the point",
  similarity: "Read out of a free answer",
};

/** What the points of the named scales mean, lowest first, as the service has them. */
export const SCALE_LABELS: Record<ScaleName, readonly string[]> = {
  purchase_intent: [
    "certainly would not buy it",
    "probably would not buy it",
    "might or might not buy it",
    "probably would buy it",
    "certainly would buy it",
  ],
  agreement: ["strongly disagree", "disagree", "neither agree nor disagree", "agree", "strongly agree"],
};

/** How an answer may be given, besides words. */
export interface QuestionForm {
  readonly kind: QuestionKind;
  /** What can be chosen or ranked; of a scale what its points mean, lowest first, or nothing. */
  readonly options: readonly string[];
  readonly scale: ScaleName | null;
  readonly method: ScaleMethod;
}

export const FREE_TEXT: QuestionForm = { kind: "free_text", options: [], scale: null, method: "direct" };

export const takesOptions = (kind: QuestionKind): boolean => kind !== "free_text" && kind !== "scale";

/** What the points of a question's scale mean; empty where nobody said. */
export function pointLabels({ options, scale }: { options: readonly string[]; scale: ScaleName | null }): readonly string[] {
  return options.length > 0 || scale === null ? options : SCALE_LABELS[scale];
}

const keyOf = (option: string) => option.trim().split(/\s+/).join(" ").toLowerCase();

/** The options as they would be sent: without the blanks around them, without empty rows. */
export const writtenOptions = (form: QuestionForm): string[] => form.options.map((option) => option.trim()).filter(Boolean);

/** What stands in the way of asking in this form; null when nothing does. */
export function formProblem(form: QuestionForm): string | null {
  if (form.kind === "free_text") return null;
  const options = writtenOptions(form);
  if (form.kind === "scale") {
    if (options.length > 0 && options.length !== SCALE_POINTS) return "Say what each of the 5 points means, or none of them.";
    if (form.method === "similarity" && form.scale === null)
      return "Choose a scale: free answers are read by what people say at its points.";
  } else if (options.length < 2) {
    return "Write at least two options.";
  }
  if (options.some((option) => characterCount(option) > MAX_OPTION)) return `An option can have ${MAX_OPTION} characters at most.`;
  const seen = new Set<string>();
  for (const option of options) {
    if (seen.has(keyOf(option))) return `“${option}” is there twice.`;
    seen.add(keyOf(option));
  }
  return null;
}

/** The form as fields of a request; nothing for free text, which is what the service takes it for by itself. */
export function formFields(form: QuestionForm) {
  if (form.kind === "free_text") return {};
  const options = writtenOptions(form);
  return {
    question_kind: form.kind,
    ...(options.length > 0 ? { options } : {}),
    ...(form.kind === "scale" ? { scale_method: form.method, ...(form.scale ? { scale: form.scale } : {}) } : {}),
  };
}

/** How a session's question was put, for asking the same again. */
export function formOf(session: QuestionSession): QuestionForm {
  return { kind: session.question_kind, options: session.options, scale: session.scale, method: session.scale_method ?? "direct" };
}
