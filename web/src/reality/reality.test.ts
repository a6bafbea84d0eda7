import { describe, expect, it } from "vitest";
import { EMPTY_OUTCOME, outcomeProblem, outcomeRequest, today, type Asked, type OutcomeDraft } from "./outcomeDraft";

const asked = (kind: Asked["kind"]): Asked => ({ sessionId: "QS-1", kind, options: ["Term", "Whole", "Neither"] });
const draft = (over: Partial<OutcomeDraft>): OutcomeDraft => ({ ...EMPTY_OUTCOME, ...over });
const valueOf = (kind: Asked["kind"], over: Partial<OutcomeDraft>) => outcomeRequest(draft(over), asked(kind)).value;

describe("what a real person answered", () => {
  it("has the form of the question", () => {
    expect(valueOf("single_choice", { choice: "Whole" })).toBe("Whole");
    expect(valueOf("scale", { choice: "4" })).toBe(4);
    expect(valueOf("multiple_choice", { choices: ["Neither", "Term"] })).toEqual(["Term", "Neither"]);
    expect(valueOf("ranking", { ranks: [2, 3, 1] })).toEqual(["Neither", "Term", "Whole"]);
    expect(valueOf("free_text", { choice: "Term" })).toBeUndefined();
  });

  it("tells nobody knows from none of them", () => {
    expect(valueOf("multiple_choice", {})).toBeUndefined();
    expect(valueOf("multiple_choice", { none: true })).toEqual([]);
  });

  it("must say something", () => {
    expect(outcomeProblem(draft({}), asked("single_choice"))).toBe("Say what they chose or said.");
    expect(outcomeProblem(draft({ said: " " }), null)).toBe("Say what they said or did.");
    expect(outcomeProblem(draft({ said: "Too dear." }), asked("single_choice"))).toBeNull();
    expect(outcomeProblem(draft({ none: true }), asked("multiple_choice"))).toBeNull();
  });

  it.each([[[1, 2, 0]], [[1, 1, 2]], [[1]]])("must rank all options or none: %j", (ranks) => {
    expect(outcomeProblem(draft({ ranks }), asked("ranking"))).toBe("Give every option a place of its own, or none of them.");
  });

  it("belongs to no session where nobody asked", () => {
    expect(outcomeRequest(draft({ said: " Bought it. ", sentiment: "positive", stance: "5" }), null)).toEqual({
      said: "Bought it.",
      sentiment: "positive",
      stance: 5,
    });
  });

  it("leaves the moment to the service when it was today, and else takes the day's noon", () => {
    expect(outcomeRequest(draft({ said: "x", day: today() }), null)).not.toHaveProperty("occurred_at");
    const { occurred_at } = outcomeRequest(draft({ said: "x", day: "2026-01-05" }), null);
    expect(new Date(occurred_at ?? "").getHours()).toBe(12);
    expect(today(new Date(2026, 0, 5, 23))).toBe("2026-01-05");
  });
});
