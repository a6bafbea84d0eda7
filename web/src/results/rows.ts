// The counts of a question as rows of a chart.

import type { OptionCount, QuestionResults } from "../api/wire";

export interface ResultRow extends OptionCount {
  /** What to call it: of a scale the point and what it means. */
  name: string;
  /** The most frequent, alone or with others. */
  most: boolean;
}

/** In the question's order; a ranking's best first, and a scale's highest point first, as one reads it. */
export function resultRows({ kind, counts }: Pick<QuestionResults, "kind" | "counts">): ResultRow[] {
  const most = Math.max(0, ...counts.map(({ count }) => count));
  const rows = counts.map((row) => ({
    ...row,
    name: row.label ? `${row.option} ${row.label}` : row.option,
    most: row.count === most && most > 0,
  }));
  if (kind === "scale") return rows.reverse();
  return kind === "ranking" ? rows.sort((a, b) => (a.mean_rank ?? Infinity) - (b.mean_rank ?? Infinity)) : rows;
}
