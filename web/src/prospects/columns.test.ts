import { describe, expect, it } from "vitest";
import { columnsIn, kindOf } from "./columns";

describe("a file to import", () => {
  it.each([
    ["Leads.CSV", "csv"],
    ["a.b.json", "json"],
    ["x.jsonl", "jsonl"],
    ["x.ndjson", "jsonl"],
    ["x.xlsx", null],
    ["csv", "csv"],
  ])("%s is %s", (name, kind) => {
    expect(kindOf(name)).toBe(kind);
  });

  it.each([
    ["a plain header", "Name,Age\nAnn,42\n", ["Name", "Age"]],
    ["quotes, doubled quotes and line breaks in them", '"Family, size","The ""best""\nnote",Age\r\n1,2,3', ["Family, size", 'The "best"\nnote', "Age"]],
    ["semicolons and a byte-order mark", "\uFEFFName;Age;Income, yearly\n", ["Name", "Age", "Income, yearly"]],
    ["tabs", "Name\tAge\n", ["Name", "Age"]],
    ["what Excel says of its delimiter", "sep=;\r\nName, first;Age\r\n", ["Name, first", "Age"]],
    ["blank and repeated names", "Phone,,Phone\n", ["Phone", "Column 2", "Phone (2)"]],
    ["nothing at all", "", []],
  ])("shows its columns: %s", (_, text, columns) => {
    expect(columnsIn(text, "csv")).toEqual(columns);
  });

  it("shows the keys of its first record", () => {
    expect(columnsIn('\n{"id": 1, "name": "Ann"}\n{"other": 2}', "jsonl")).toEqual(["id", "name"]);
    expect(columnsIn('[{"id": 1}]', "json")).toEqual(["id"]);
    expect(columnsIn('{"prospects": [{"id": 1}]}', "json")).toEqual(["id"]);
    expect(columnsIn("[1, 2]", "json")).toEqual([]);
    expect(columnsIn('[{"id": ', "json")).toEqual([]);
  });
});
