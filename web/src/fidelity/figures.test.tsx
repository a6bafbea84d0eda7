import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { KindFidelity } from "../api/reality";
import { between } from "../testing/wire";
import { calibrationNeeds, calibrationText, shareRows, titleOf } from "./figures";
import { KindPanel } from "./KindPanel";
import { NextSteps } from "./NextSteps";

const kind = (over: Partial<KindFidelity>): KindFidelity => ({
  question_kind: "single_choice",
  compared: "value",
  pairs: 60,
  people: 40,
  sessions: 2,
  agreement: between(0.5, 0.6, 0.7),
  within_one: null,
  mean_absolute_difference: null,
  distribution_similarity: { ...between(0.8, 0.9, 0.95), measure: "total_variation" },
  calibration: null,
  base_rate: 0.4,
  note: null,
  ...over,
});
const figures = { ece: 0.032, brier: 0.2, auroc: 0.71, calibrated_share: 1 };

describe("the fidelity of a kind of question", () => {
  it("shows the figures there are, with their intervals and what they have to beat", () => {
    expect(shareRows(kind({})).map(({ name }) => name)).toEqual(["Same answer", "Alike as a group"]);
    const markup = renderToStaticMarkup(<KindPanel kind={kind({})} />);
    expect(markup).toContain("60 pairs of 40 people in 2 sessions");
    expect(markup).toContain("<strong>60%</strong>");
    expect(markup).toContain("(50–70%)");
    expect(markup).toContain("would agree in 40%");
  });

  it("says why figures are missing", () => {
    const markup = renderToStaticMarkup(<KindPanel kind={kind({ agreement: null, distribution_similarity: null, note: "Too few." })} />);
    expect(markup).toContain("Too few.");
    expect(markup).not.toContain("<table");
  });

  it("names what was compared where a kind has more than one thing", () => {
    expect(titleOf({ question_kind: "free_text", compared: "sentiment" })).toBe("In their own words: sentiment");
    expect(titleOf({ question_kind: "scale", compared: "value" })).toBe("A point on a scale of 5");
  });

  it("says what the scores are worth", () => {
    expect(calibrationText(figures)).toContain("off by 3.2 points on average (ECE): they can be read as they stand");
    expect(calibrationText(figures)).toContain("in 71% of pairs");
    expect(calibrationText({ ...figures, ece: 0.2, auroc: null, calibrated_share: 0 })).toBe(
      "Confidence scores, none of them calibrated, are off by 20.0 points on average (ECE).",
    );
    expect(calibrationText({ ...figures, auroc: 0.5 })).toContain("no better than chance");
  });
});

describe("what to do next", () => {
  const drawn = (...kinds: KindFidelity[]) => renderToStaticMarkup(<NextSteps kinds={kinds} />);

  it("is to calibrate once there are enough outcomes", () => {
    expect(drawn(kind({}))).toContain("prospect-twins calibrate");
    expect(calibrationNeeds([kind({ people: 19 })]).short).toHaveLength(1);
    expect(drawn(kind({ people: 19 }))).toContain("record the answers of 1 more person");
  });

  it("is nothing but to go on where all scores are calibrated; a stance has no score", () => {
    expect(drawn(kind({ calibration: figures }), kind({ compared: "stance" }))).toContain("All scores are calibrated.");
  });
});
