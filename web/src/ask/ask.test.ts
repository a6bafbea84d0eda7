import { describe, expect, it } from "vitest";
import { FREE_TEXT } from "../forms/questionForm";
import { budgetText, costText, durationText, rounded, tokensText } from "./estimate";
import { filterIn, queryFor } from "./filterQuery";
import { withKind, withMoved, withOption } from "./formChanges";

const choice = { ...FREE_TEXT, kind: "single_choice", options: ["Term", "Whole"] } as const;

describe("a filter in the address", () => {
  it("comes back as it went in", () => {
    const filter = { search: "nurse ", classifications: ["hot", "cold"], fields: { annual_income: "$50,000 & more" } } as const;
    expect(filterIn(queryFor(filter, 3))).toEqual(filter);
  });

  it("ignores what is no filter of ours", () => {
    expect(filterIn(new URLSearchParams("class=boiling&color=red"))).toEqual({ search: "", classifications: [], fields: {} });
  });
});

describe("the options while they are written", () => {
  it("survive a change between kinds that have them", () => {
    expect(withKind(choice, "ranking").options).toEqual(["Term", "Whole"]);
    expect(withKind(FREE_TEXT, "single_choice").options).toEqual(["", ""]);
    expect(withKind(choice, "scale")).toEqual({ kind: "scale", options: [], scale: null, method: "direct" });
    expect(withKind(choice, "free_text")).toEqual(FREE_TEXT);
  });

  it("take a pasted list apart, without its bullets, and no more than can be asked", () => {
    expect(withOption(["", "b"], 0, "- Term\n2. Whole\n\n3 years")).toEqual(["Term", "Whole", "3 years", "b"]);
    expect(withOption(["a"], 0, "x\n".repeat(30))).toHaveLength(20);
  });

  it("move up and down, as far as there is room", () => {
    expect(withMoved(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
    expect(withMoved(["a", "b", "c"], 2, -1)).toEqual(["a", "c", "b"]);
    expect(withMoved(["a", "b"], 1, 1)).toEqual(["a", "b"]);
  });
});

describe("an estimate in words", () => {
  it("says no more than it knows", () => {
    expect([7, 123, 45_678, 1_234_567].map(rounded)).toEqual([7, 120, 46_000, 1_200_000]);
    expect(tokensText({ input_tokens: 12_000, output_tokens: 345 })).toBe("12,000 tokens");
    expect([null, 0, 0.00123, 4.567].map((cost_usd) => costText({ cost_usd }))).toEqual(["price unknown", "free", "$0.0012", "$4.57"]);
    expect(budgetText({ left_usd: 4.5, enough: true })).toBe("$4.50 left of what may be spent.");
    expect(budgetText({ left_usd: 0.25, enough: false })).toBe("That is more than the $0.25 left of what may be spent.");
    expect([0.2, 40, 300, 9000].map(durationText)).toEqual(["1 second", "40 seconds", "5 minutes", "2.5 hours"]);
  });
});
