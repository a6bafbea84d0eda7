// The sentiment distribution as rows of a chart.

export interface SentimentRow {
  /** The label as the service has it. */
  key: string;
  /** The label to show. */
  label: string;
  count: number;
  /** Of all answers summarised, 0 to 1. */
  share: number;
  /** Which colour: by the label, when it is one of the usual ones. */
  tone: "positive" | "neutral" | "negative" | "mixed" | "other";
}

const ORDER = ["positive", "mixed", "neutral", "negative"] as const;

export function sentimentRows(distribution: Readonly<Record<string, unknown>>): SentimentRow[] {
  const counts = Object.entries(distribution).flatMap(([label, count]) =>
    typeof count === "number" && Number.isFinite(count) && count >= 0 ? [{ label, count }] : [],
  );
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  const rank = (label: string) => {
    const place = ORDER.findIndex((usual) => usual === label.toLowerCase());
    return place < 0 ? ORDER.length : place;
  };
  return counts
    .sort((a, b) => rank(a.label) - rank(b.label) || b.count - a.count)
    .map(({ label, count }) => ({
      key: label,
      label: label.charAt(0).toUpperCase() + label.slice(1).replaceAll("_", " "),
      count,
      share: total > 0 ? count / total : 0,
      tone: ORDER.find((usual) => usual === label.toLowerCase()) ?? "other",
    }));
}
