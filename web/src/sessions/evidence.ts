import type { Evidence, SessionSummary } from "../api/wire";

/** The quotes under each insight, in the insights' order. */
export function quotesPerInsight(summary: Pick<SessionSummary, "key_insights" | "evidence">): Evidence[][] {
  return summary.key_insights.map((_, index) => summary.evidence.filter((one) => one.insight_index === index));
}
