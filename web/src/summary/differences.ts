// Differences between groups, put into the order and the words in which they are shown.

import type { Difference, Interval } from "../api/wire";
import { meanWithRange, percent, percentRange } from "../ui/figures";

export function inOrder(differences: readonly Difference[]): { real: Difference[]; chance: Difference[] } {
  const sorted = [...differences].sort((a, b) => a.p_value - b.p_value);
  return {
    real: sorted.filter((one) => one.is_larger_than_chance),
    chance: sorted.filter((one) => !one.is_larger_than_chance),
  };
}

const FIELD_NAMES: Record<string, string> = { lead_classification: "lead class", annual_income: "income", education_level: "education" };

/** What people were grouped by: "lead class", "marital status", "Smoker". */
export function fieldName(field: string): string {
  return FIELD_NAMES[field] ?? field.replace(/^attributes\./, "").replaceAll("_", " ");
}

/** A mean if any group's figure lies beyond 1, where no share can. */
export function differenceFigures({ groups }: Difference, figure: Interval): string {
  const isMean = groups.some((group) => group.figure.high > 1);
  return isMean ? meanWithRange(figure) : `${percent(figure.estimate)} (${percentRange(figure)})`;
}
