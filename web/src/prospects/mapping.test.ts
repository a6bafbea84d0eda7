import { describe, expect, it } from "vitest";
import { EMPTY_MAPPING, KEEP, LEAVE_OUT, mapTexts, prefixFrom } from "./mapping";

const choice = (target: string, codes = "") => ({ target, codes });

describe("what the columns mean", () => {
  it("is said column by column, and not at all where the service is to decide", () => {
    expect(mapTexts(EMPTY_MAPPING)).toEqual([]);
    expect(mapTexts({ columns: { Name: choice("full_name"), GENDER: choice("gender", " 1=male,0=female ") }, idPrefix: null })).toEqual([
      "Name=full_name",
      "GENDER=gender:1=male,0=female",
    ]);
  });

  it("can be to keep a column or to leave it out", () => {
    expect(mapTexts({ columns: { FACE: choice(KEEP), Email: choice(LEAVE_OUT, "1=a") }, idPrefix: null })).toEqual([
      "FACE=attributes.FACE",
      "Email=-",
    ]);
  });

  it("takes signs in a column's name for letters", () => {
    expect(mapTexts({ columns: { "Ratio a:b = c; d, e": choice("notes") }, idPrefix: null })).toEqual([
      "Ratio a\\:b \\= c\\; d\\, e=notes",
    ]);
  });

  it("can make ids of the row numbers", () => {
    expect(mapTexts({ columns: {}, idPrefix: "TL-" })).toEqual(["#=lead_id:*=TL-{}"]);
  });
});

describe("a prefix for ids", () => {
  it.each([
    ["Term Life.csv", "TERM-LIFE-"],
    ["leads.2024.jsonl", "LEADS-2024-"],
    ["….csv", "ROW-"],
  ])("of %s is %s", (name, prefix) => {
    expect(prefixFrom(name)).toBe(prefix);
  });
});
