import { describe, expect, it } from "vitest";
import { formFields, formProblem, FREE_TEXT, pointLabels, type QuestionForm } from "./questionForm";

const form = (over: Partial<QuestionForm>): QuestionForm => ({ ...FREE_TEXT, ...over });
const five = ["1", "2", "3", "4", "5"].map((point) => `point ${point}`);

describe("the form of a question", () => {
  it.each([
    [form({}), null],
    [form({ kind: "single_choice", options: ["", ""] }), "Write at least two options."],
    [form({ kind: "single_choice", options: ["a", " "] }), "Write at least two options."],
    [form({ kind: "ranking", options: ["a", "b", ""] }), null],
    [form({ kind: "multiple_choice", options: ["Term  life", "term life "] }), "“term life” is there twice."],
    [form({ kind: "single_choice", options: ["a", "x".repeat(201)] }), "An option can have 200 characters at most."],
    [form({ kind: "single_choice", options: ["a", "🙂".repeat(200)] }), null],
    [form({ kind: "scale" }), null],
    [form({ kind: "scale", options: five }), null],
    [form({ kind: "scale", options: [...five.slice(0, 4), ""] }), "Say what each of the 5 points means, or none of them."],
    [form({ kind: "scale", method: "similarity", scale: "agreement" }), null],
  ])("%j: %s", (asked, problem) => {
    expect(formProblem(asked)).toBe(problem);
  });

  it("needs a scale before answers can be compared with its points", () => {
    expect(formProblem(form({ kind: "scale", method: "similarity" }))).toContain("Choose a scale");
  });

  it("is sent without blanks, empty rows, or anything that a kind does not take", () => {
    expect(formFields(form({}))).toEqual({});
    expect(formFields(form({ kind: "single_choice", options: [" a ", "", "b"] }))).toEqual({
      question_kind: "single_choice",
      options: ["a", "b"],
    });
    expect(formFields(form({ kind: "scale", scale: "agreement", method: "similarity" }))).toEqual({
      question_kind: "scale",
      scale: "agreement",
      scale_method: "similarity",
    });
    expect(formFields(form({ kind: "scale" }))).toEqual({ question_kind: "scale", scale_method: "direct" });
  });

  it("has its own words for a scale's points before the scale's", () => {
    expect(pointLabels({ options: five, scale: "agreement" })).toEqual(five);
    expect(pointLabels({ options: [], scale: "agreement" })[4]).toBe("strongly agree");
    expect(pointLabels({ options: [], scale: null })).toEqual([]);
  });
});
