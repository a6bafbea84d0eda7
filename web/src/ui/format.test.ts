import { describe, expect, it } from "vitest";
import { characterCount, factsLine, formatBytes, formatMoment, initialsOf, nameOf, plural } from "./format";
import { aPersona } from "../testing/wire";

describe("what is shown of a person", () => {
  it("is the name, or else the id", () => {
    expect(nameOf({ lead_id: "LEAD-1", full_name: " Ann Lee " })).toBe("Ann Lee");
    expect(nameOf({ lead_id: "LEAD-1", full_name: " " })).toBe("LEAD-1");
  });

  it.each([
    ["Ann Lee", "AL"],
    ["Jean-Luc de la Tour", "JT"],
    ["Øyvind", "Ø"],
    ["李 小龙", "李小"],
    ["LEAD-1007", "L1"],
    ["…", "?"],
  ])("%s is %s in short", (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });

  it("leaves out what is not known", () => {
    expect(factsLine(aPersona({ lead_id: "x", age: "42", occupation: "Nurse", gender: null }))).toBe("Age 42 · Nurse");
    expect(factsLine(aPersona({ lead_id: "x", age: "35-44" }))).toBe("35-44");
    expect(factsLine(aPersona({ lead_id: "x" }))).toBe("");
  });
});

describe("figures", () => {
  it("count characters, not code units", () => {
    expect(characterCount("a🙂é")).toBe(3);
  });

  it("are rounded to what one wants to know", () => {
    expect([plural(1, "answer"), plural(5000, "answer"), plural(0, "reply", "replies")]).toEqual([
      "1 answer",
      "5,000 answers",
      "0 replies",
    ]);
    expect([12, 2048, 1.5 * 1024 * 1024].map(formatBytes)).toEqual(["12 B", "2 KB", "1.5 MB"]);
  });

  it("show a moment in the reader's own time", () => {
    expect(formatMoment("2026-01-01T23:30:00.000Z", "en-GB", "Europe/Berlin")).toBe("2 Jan 2026, 00:30");
  });
});
