import { describe, expect, it } from "vitest";
import { KEEP, LEAVE_OUT, mapTexts, placeOf, withCodes, withTarget, type Code } from "./mapping";

const choice = (target: string, ...codes: Code[]) => ({ target, codes });

describe("what the columns mean", () => {
  it("is said column by column, and not at all where the service is to decide", () => {
    expect(mapTexts({})).toEqual([]);
    const gender = choice("gender", { value: " 1", meaning: "male" }, { value: "0", meaning: "female " }, { value: " ", meaning: "x" });
    expect(mapTexts({ Name: choice("full_name"), GENDER: gender })).toEqual(["Name=full_name", "GENDER=gender:1=male,0=female"]);
  });

  it("can be to keep a column or to leave it out", () => {
    expect(mapTexts({ FACE: choice(KEEP), Email: choice(LEAVE_OUT) })).toEqual(["FACE=attributes.FACE", "Email=-"]);
  });

  it("takes signs in names, values and meanings for letters", () => {
    expect(mapTexts({ "a:b = c; d, e": choice("notes", { value: "1,5", meaning: "one; half" }) })).toEqual([
      "a\\:b \\= c\\; d\\, e=notes:1\\,5=one\\; half",
    ]);
  });

  it("can be taken back, and keeps its codes when the field changes", () => {
    const coded = withCodes(withTarget({}, "G", "gender"), { name: "G", becomes: "gender" }, [{ value: "1", meaning: "male" }]);
    expect(mapTexts(withTarget(coded, "G", "notes"))).toEqual(["G=notes:1=male"]);
    expect(mapTexts(withTarget(coded, "G", LEAVE_OUT))).toEqual(["G=-"]);
    expect(withTarget(coded, "G", "")).toEqual({});
  });

  it("can be said of values alone, of columns that are left where they are", () => {
    const codes = [{ value: "1", meaning: "male" }];
    expect(mapTexts(withCodes({}, { name: "Sex", becomes: "gender" }, codes))).toEqual(["Sex=gender:1=male"]);
    expect(mapTexts(withCodes({}, { name: "X", becomes: "attributes.X" }, codes))).toEqual(["X=attributes.X:1=male"]);
  });

  it("is told in words", () => {
    expect(["full_name", "attributes.City", "dropped", "new_field"].map(placeOf)).toEqual([
      "Full name",
      "A further fact",
      "Left out",
      "new_field",
    ]);
  });
});
