import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { ProspectResponse, SessionSummary } from "../api/wire";
import { AnswerCard } from "./AnswerCard";
import { arrange } from "./arrange";
import { quotesPerInsight } from "./evidence";
import { focusAreasIn } from "./RegenerateForm";
import { sentimentRows } from "./sentiment";
import { SentimentChart } from "./SentimentChart";

const response = (n: number, full_name: string, answer: string): ProspectResponse => ({
  persona: { lead_id: `LEAD-${n}`, full_name },
  answer,
  answered_at: `2026-01-01T10:00:0${n}.000Z`,
  model: "scripted-model",
  event_id: n,
  synthetic: true,
});

describe("the sentiment chart", () => {
  it("orders the usual labels and keeps unusual ones", () => {
    const rows = sentimentRows({ negative: 1, curious: 2, positive: 1, neutral: 0 });
    expect(rows.map((row) => [row.label, row.count, row.tone])).toEqual([
      ["Positive", 1, "positive"],
      ["Neutral", 0, "neutral"],
      ["Negative", 1, "negative"],
      ["Curious", 2, "other"],
    ]);
    expect(rows.reduce((sum, row) => sum + row.share, 0)).toBeCloseTo(1);
  });

  it("draws nothing out of nothing, and no bar out of nonsense", () => {
    expect(sentimentRows({})).toEqual([]);
    expect(sentimentRows({ positive: 0 })[0]?.share).toBe(0);
    expect(sentimentRows({ positive: "many", negative: -1, neutral: Number.NaN })).toEqual([]);
  });

  it("gives each count as text, beside the bar", () => {
    const markup = renderToStaticMarkup(<SentimentChart distribution={{ positive: 3, negative: 1 }} />);
    expect(markup).toContain('<th scope="row">Positive</th>');
    expect(markup).toContain('<td class="count">3</td>');
    expect(markup).toContain('aria-label="75%"');
  });
});

describe("an answer's card", () => {
  it("always says that it is synthetic and which model answered", () => {
    const markup = renderToStaticMarkup(<AnswerCard response={response(1, "Ann Lee", "Price.")} />);
    expect(markup).toContain("Synthetic");
    expect(markup).toContain("scripted-model");
    expect(markup).not.toContain("Confidence");
  });

  it("shows markup in an answer as text", () => {
    const markup = renderToStaticMarkup(<AnswerCard response={response(1, "Ann", "<img src=x onerror=alert(1)>")} />);
    expect(markup).not.toContain("<img");
  });
});

describe("the answers", () => {
  const answers = [response(1, "Zoe", "Price first."), response(2, "Ann", "Trust, then price.")];
  const names = (search: string, order: "arrival" | "newest" | "name") => arrange(answers, search, order).map((one) => one.persona.full_name);

  it("can be put in order", () => {
    expect(names("", "arrival")).toEqual(["Zoe", "Ann"]);
    expect(names("", "newest")).toEqual(["Ann", "Zoe"]);
    expect(names("", "name")).toEqual(["Ann", "Zoe"]);
  });

  it("can be searched for words in any order, in the answer or the name", () => {
    expect(names("PRICE trust", "arrival")).toEqual(["Ann"]);
    expect(names("zoe", "arrival")).toEqual(["Zoe"]);
    expect(names("cost", "arrival")).toEqual([]);
  });
});

describe("the evidence of a summary", () => {
  const quotes = (evidence: SessionSummary["evidence"]) =>
    quotesPerInsight({ key_insights: ["Price matters", "Trust matters"], evidence }).map((list) => list.map((one) => one.quote));

  it("stands under the insight it belongs to", () => {
    const q1 = { insight_index: 1, lead_id: "a", quote: "q1" };
    const q2 = { insight_index: 0, lead_id: "b", quote: "q2" };
    expect(quotes([q1, q2])).toEqual([["q2"], ["q1"]]);
    expect(quotes([])).toEqual([[], []]);
  });
});

describe("the focus areas", () => {
  it("are told apart by commas, once each", () => {
    expect(focusAreasIn(" price, trust ,, price;children")).toEqual(["price", "trust", "children"]);
    expect(focusAreasIn(" ")).toEqual([]);
  });
});
