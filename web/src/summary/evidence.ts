import type { InsightSupport, SessionSummary } from "../api/wire";

/** The insights in their order, with whom they rest on; a summary from before that was recorded has the quotes alone. */
export function supportedInsights(summary: Pick<SessionSummary, "key_insights" | "evidence" | "insight_support">): InsightSupport[] {
  return summary.key_insights.map((text, index) => {
    const quotes = summary.evidence.filter((one) => one.insight_index === index);
    return summary.insight_support[index] ?? { text, lead_ids: [], quotes };
  });
}
