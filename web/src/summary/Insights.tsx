import type { InsightSupport } from "../api/wire";
import { Quotes, RestsOn, type Answered } from "./Support";

interface InsightsProps extends Answered {
  title: string;
  insights: readonly InsightSupport[];
}

/** Statements, each with the people it rests on and words of some of them. */
export function Insights({ title, insights, ...answered }: InsightsProps) {
  if (insights.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul className="insights">
        {insights.map((insight, index) => (
          <li key={index}>
            <p>{insight.text}</p>
            <Quotes quotes={insight.quotes} {...answered} />
            <RestsOn verb="Rests on" leadIds={insight.lead_ids} {...answered} />
          </li>
        ))}
      </ul>
    </>
  );
}
