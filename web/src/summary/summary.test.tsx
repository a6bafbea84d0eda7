import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { Difference, SessionSummary } from "../api/wire";
import { anAnswer, aSession, aSummary, between, aPersona } from "../testing/wire";
import { differenceFigures, fieldName, inOrder } from "./differences";
import { supportedInsights } from "./evidence";
import { focusAreasIn } from "./RegenerateForm";
import { sentimentRows } from "./sentiment";
import { SentimentChart } from "./SentimentChart";
import { SummaryBody } from "./SummaryPanel";

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
    expect(markup).not.toContain("interval");
  });

  it("says how far chance may have moved a share", () => {
    const markup = renderToStaticMarkup(<SentimentChart distribution={{ positive: 3 }} shares={{ positive: between(0.3, 0.6, 0.8) }} />);
    expect(markup).toContain("60%");
    expect(markup).toContain("(30–80%)");
    expect(markup).toContain('aria-label="60%, 95% interval 30–80%"');
  });
});

const session = aSession({ responses: [anAnswer(1, { persona: aPersona({ lead_id: "LEAD-1", full_name: "Ann Lee" }) })] });
const drawn = (over: Partial<SessionSummary>) =>
  renderToStaticMarkup(<SummaryBody summary={aSummary(over)} session={session} onShowAnswer={() => {}} />);

describe("an insight", () => {
  it("says how many people it rests on, by name, with a quote", () => {
    const markup = drawn({
      key_insights: ["Price matters."],
      insight_support: [{ text: "Price matters.", lead_ids: ["LEAD-1", "LEAD-2"], quotes: [{ lead_id: "LEAD-1", quote: "too dear" }] }],
    });
    expect(markup).toContain("Rests on 2 people");
    expect(markup).toContain("“too dear”");
    expect(markup).toContain('aria-label="Show the answer of Ann Lee"');
  });

  it("claims nobody where a summary from before did not record who", () => {
    const markup = drawn({
      key_insights: ["Price matters.", "Trust too."],
      evidence: [{ insight_index: 1, lead_id: "LEAD-1", quote: "whom to trust" }],
    });
    expect(markup).not.toContain("Rests on");
    const supported = supportedInsights(aSummary({ key_insights: ["a", "b"], evidence: [{ insight_index: 1, lead_id: "x", quote: "q" }] }));
    expect(supported.map(({ text, quotes }) => [text, quotes.map(({ quote }) => quote)])).toEqual([
      ["a", []],
      ["b", ["q"]],
    ]);
    expect(markup).toContain("“whom to trust”");
  });

  it("keeps all but two quotes for those who ask", () => {
    const quotes = ["one", "two", "three", "four"].map((quote) => ({ lead_id: "LEAD-1", quote }));
    const markup = drawn({ key_insights: ["x"], insight_support: [{ text: "x", lead_ids: [], quotes }] });
    expect(markup).toContain("2 more quotes");
  });
});

describe("themes", () => {
  it("are counted by people, with an interval and how these people sound", () => {
    const theme = {
      theme: "price",
      prospects: 12,
      share: between(0.3, 0.4, 0.5),
      sentiments: { negative: 9, positive: 3, mixed: 0 },
      quotes: [],
    };
    const markup = drawn({ themes: [theme], common_themes: ["price"] });
    expect(markup).toContain("12 people, 40% (30–50%)");
    expect(markup).toContain("3 positive, 9 negative");
  });

  it("are named where they were not counted", () => {
    expect(drawn({ common_themes: ["price"] })).toContain("<li>price</li>");
  });
});

describe("what was asked to be looked at", () => {
  it("is said to be missing where nobody spoke of it", () => {
    const markup = drawn({
      focus: [
        { focus_area: "fees", lead_ids: [], quotes: [] },
        { focus_area: "trust", lead_ids: ["LEAD-1"], quotes: [] },
      ],
    });
    expect(markup).toMatch(/fees<\/strong><span[^>]*>: nobody spoke of it/);
    expect(markup).toContain("Spoken of by 1 person");
  });
});

describe("differences between groups", () => {
  const difference = (over: Partial<Difference>): Difference => ({
    field: "lead_classification",
    measure: "negative",
    groups: [{ value: "hot", answers: 20, figure: between(0.1, 0.2, 0.3) }],
    p_value: 0.01,
    is_larger_than_chance: true,
    text: "Cold leads sound more negative.",
    ...over,
  });
  const chance = difference({ field: "marital_status", p_value: 0.4, is_larger_than_chance: false, text: "Married people sound alike." });

  it("begin with the surest, apart from what chance would do too", () => {
    const { real, chance: rest } = inOrder([chance, difference({ p_value: 0.02 }), difference({ p_value: 0.001 })]);
    expect(real.map((one) => one.p_value)).toEqual([0.001, 0.02]);
    expect(rest).toEqual([chance]);
  });

  it("say plainly what is no more than chance", () => {
    const markup = drawn({ differences: [chance] });
    expect(markup).toContain("No group answers differently from the others by more than chance would have it.");
    expect(markup).toContain("no more than chance: marital status");
  });

  it("are shares, or means where a figure can't be a share", () => {
    const stance = difference({ groups: [{ value: "hot", answers: 3, figure: between(2, 3, 4) }] });
    expect(differenceFigures(difference({}), between(0.1, 0.2, 0.3))).toBe("20% (10–30%)");
    expect(differenceFigures(stance, between(0.5, 0.9, 1))).toBe("0.9 (0.5–1.0)");
  });

  it("call a field what people call it", () => {
    expect(["lead_classification", "marital_status", "attributes.Smoker"].map(fieldName)).toEqual([
      "lead class",
      "marital status",
      "Smoker",
    ]);
  });
});

describe("the focus areas", () => {
  it("are told apart by commas, once each", () => {
    expect(focusAreasIn(" price, trust ,, price;children")).toEqual(["price", "trust", "children"]);
    expect(focusAreasIn(" ")).toEqual([]);
  });
});
