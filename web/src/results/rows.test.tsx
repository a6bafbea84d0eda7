import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { OptionCount, QuestionResults } from "../api/wire";
import { between } from "../testing/wire";
import { ResultsPanel } from "./ResultsPanel";
import { resultRows } from "./rows";

const counted = (option: string, count: number, over: Partial<OptionCount> = {}): OptionCount => ({
  option,
  count,
  share: between(0, count / 10, 1),
  label: null,
  mean_rank: null,
  ...over,
});
const results = (over: Partial<QuestionResults>): QuestionResults => ({
  kind: "single_choice",
  answered: 10,
  without_value: 0,
  counts: [counted("Term", 3), counted("Whole", 7), counted("Neither", 0)],
  mean: null,
  ...over,
});
const drawn = (over: Partial<QuestionResults>) => renderToStaticMarkup(<ResultsPanel results={results(over)} onShow={() => {}} />);

describe("the results of a question", () => {
  it("stay in the question's order, the most frequent marked", () => {
    expect(resultRows(results({})).map(({ name, most }) => [name, most])).toEqual([
      ["Term", false],
      ["Whole", true],
      ["Neither", false],
    ]);
    expect(resultRows({ kind: "single_choice", counts: [counted("Term", 0)] })[0]?.most).toBe(false);
  });

  it("put a scale's highest point on top, with what it means", () => {
    const rows = resultRows({ kind: "scale", counts: [counted("1", 2, { label: "disagree" }), counted("2", 1)] });
    expect(rows.map(({ name }) => name)).toEqual(["2", "1 disagree"]);
  });

  it("put a ranking's best on top", () => {
    const counts = [counted("A", 1, { mean_rank: 2.5 }), counted("B", 5, { mean_rank: 1.2 })];
    expect(resultRows({ kind: "ranking", counts }).map(({ option }) => option)).toEqual(["B", "A"]);
    expect(drawn({ kind: "ranking", counts })).toContain("rank 1.2");
  });

  it("give counts, shares and intervals as text", () => {
    const markup = drawn({});
    expect(markup).toContain('<td class="count">7</td>');
    expect(markup).toContain("70%");
    expect(markup).toContain("(0–100%)");
  });

  it("say how many answers are left out, and the mean of a scale", () => {
    expect(drawn({ without_value: 2 })).toContain("2 answers gave no value that could be read");
    expect(drawn({})).not.toContain("left out");
    expect(drawn({ kind: "scale", mean: between(3.2, 3.6, 4) })).toContain("3.6 (3.2–4.0)");
  });
});
