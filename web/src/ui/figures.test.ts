import { describe, expect, it } from "vitest";
import { between } from "../testing/wire";
import { dollars, meanWithRange, percent, percentRange, tokens, usageText } from "./figures";

describe("figures", () => {
  it("are never 0% or 100% for what is neither", () => {
    expect([0, 0.001, 0.274, 0.999, 1].map(percent)).toEqual(["0%", "<1%", "27%", ">99%", "100%"]);
  });

  it("come with their intervals", () => {
    expect(percentRange(between(0.19, 0.27, 0.364))).toBe("19–36%");
    expect(meanWithRange(between(3.21, 3.6, 4))).toBe("3.6 (3.2–4.0)");
  });

  it("show small money as small money", () => {
    expect([0, 0.00002, 0.00123, 0.5, 12].map(dollars)).toEqual(["$0", "less than $0.0001", "$0.0012", "$0.50", "$12.00"]);
    expect([950, 12_345, 1_234_567].map(tokens)).toEqual(["950", "12,345", "1,235k"]);
  });

  it("say what was not told", () => {
    expect(usageText({ input_tokens: 812, output_tokens: 96, cost_usd: null, calls: 1 })).toBe("812 tokens in, 96 out, price unknown");
    expect(usageText({ input_tokens: null, output_tokens: null, cost_usd: 0, calls: 1 })).toBe("tokens not told, $0");
    expect(usageText({ input_tokens: null, output_tokens: null, cost_usd: null, calls: 0 })).toBeNull();
    expect(usageText(null)).toBeNull();
  });
});
