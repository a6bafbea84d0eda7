// How the form of a question changes while it is being put together.

import type { QuestionKind } from "../api/wire";
import { MAX_OPTIONS, takesOptions, type QuestionForm } from "../forms/questionForm";

/** Options survive a change between kinds that have them; a scale begins without. */
export function withKind(form: QuestionForm, kind: QuestionKind): QuestionForm {
  if (takesOptions(kind)) {
    return { kind, options: takesOptions(form.kind) ? form.options : ["", ""], scale: null, method: "direct" };
  }
  return { kind, options: [], scale: kind === "scale" ? form.scale : null, method: "direct" };
}

/** Writes one row; a text of several lines, as pasted from a list, becomes several rows. */
export function withOption(options: readonly string[], index: number, text: string): string[] {
  const lines = text.split(/\r?\n/);
  const rows = lines.length > 1 ? lines.map((line) => line.replace(/^\s*(?:[-*•]|\d+[.)])\s+/, "").trim()).filter(Boolean) : lines;
  return [...options.slice(0, index), ...rows, ...options.slice(index + 1)].slice(0, MAX_OPTIONS);
}

/** The row at `index`, `by` places further down; the same rows when it can't go there. */
export function withMoved(options: readonly string[], index: number, by: number): readonly string[] {
  const target = index + by;
  const moved = options[index];
  if (moved === undefined || target < 0 || target >= options.length) return options;
  const others = options.filter((_, place) => place !== index);
  return [...others.slice(0, target), moved, ...others.slice(target)];
}
