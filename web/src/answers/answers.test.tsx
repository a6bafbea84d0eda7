import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { ProspectResponse } from "../api/wire";
import { askedAs } from "../forms/askedAs";
import { aCoding, aConfidence, anAnswer, aSession, aPersona } from "../testing/wire";
import { withFacet } from "./AnswerFilters";
import { AnswerCard } from "./AnswerCard";
import { arrange, ordersFor, type Order } from "./arrange";
import { choicesOf, matches } from "./facets";
import { markedSegments } from "./marks";

const asked = askedAs(aSession(), true);
const card = (over: Partial<ProspectResponse>, question = asked) =>
  renderToStaticMarkup(<AnswerCard response={anAnswer(1, over)} asked={question} />);

describe("an answer's card", () => {
  it("always says that it is synthetic and which model answered", () => {
    const markup = card({ model: "scripted-model" });
    expect(markup).toContain("Synthetic");
    expect(markup).toContain("scripted-model");
  });

  it("shows markup in an answer as text", () => {
    expect(card({ answer: "<img src=x onerror=alert(1)>" })).not.toContain("<img");
  });

  it("says nothing of confidence that was not measured", () => {
    expect(card({})).not.toContain("Confidence");
    expect(card({ confidence: aConfidence(null) })).not.toContain("Confidence");
  });

  it("shows a figure only by the user's own people, else a word and whose twins it comes from", () => {
    const calibrated = card({ confidence: aConfidence(0.72, { calibrated: true, basis: "own_people", agreement: 0.8, draws: 5 }) });
    expect(calibrated).toContain("<strong>72%</strong>");
    expect(calibrated).toContain("by your own people");
    expect(calibrated).toContain("about 72 in 100 came true");
    expect(calibrated).toContain("Agreement of 5 draws");
    const raw = card({ confidence: aConfidence(0.6, { evidence_coverage: 0.6 }) });
    expect(raw).toContain("<strong>medium</strong>");
    expect(raw).toContain("by twins of other people");
    expect(raw).toContain("right in 64 of 100 at most");
    expect(raw).not.toContain("<strong>60%</strong>");
    expect(raw).not.toContain("in 100 came true");
  });

  it("shows what it rests on, and who says so", () => {
    const evidence = [{ id: "f1", kind: "fact" as const, label: "marital_status", text: "widowed" }];
    const markup = card({ evidence, evidence_method: "stated", assumptions: ["She owns her home"] });
    expect(markup).toContain("Rests on 1 piece of the record, and 1 assumption");
    expect(markup).toContain("Fact · Marital status");
    expect(markup).toContain("named by the twin");
    expect(card({ evidence, evidence_method: "matched" })).toContain("found by the words it shares");
  });

  it("calls an answer without evidence a guess, but not one from before evidence was kept", () => {
    expect(card({ evidence_method: "stated" })).toContain("Take the answer for a guess.");
    expect(card({ evidence_method: null })).not.toContain("guess");
  });

  it("marks words that go against the record, and says what the record has", () => {
    const markup = card({
      answer: "My wife agrees.",
      contradictions: [{ record_id: "f2", fact: "Marital status: widowed", words: "My wife" }],
    });
    expect(markup).toMatch(/<mark class="contradiction"[^>]*>My wife<\/mark>/);
    expect(markup).toContain("Goes against the record");
    expect(markup).toContain("Marital status: widowed");
  });

  it("shows the codes once there are some", () => {
    const markup = card({
      analysis: aCoding({ sentiment: "negative", stance: 2, intensity: "high", themes: ["price"], objections: ["Too dear"] }),
    });
    expect(markup).toContain("Negative");
    expect(markup).toContain("against, strong feelings");
    expect(markup).toContain("price");
    expect(markup).toContain("Objection:</span> Too dear");
  });

  it.each([
    ["single_choice", "Term", "Chose</span> <strong>Term"],
    ["multiple_choice", ["Term", "Whole"], "<strong>Term, Whole"],
    ["multiple_choice", [], "<strong>none of them"],
    ["scale", 4, "Rated</span> <strong>4 of 5, agree"],
    ["ranking", ["Whole", "Term"], "<li>Whole</li><li>Term</li>"],
    ["scale", null, "No rating could be read out of this answer."],
  ] as const)("says what was answered to a %s question: %j", (kind, value, said) => {
    const question = askedAs(
      aSession({ question_kind: kind, options: kind === "scale" ? [] : ["Term", "Whole"], scale: kind === "scale" ? "agreement" : null }),
      true,
    );
    expect(card({ value: typeof value === "object" && value ? [...value] : value }, question)).toContain(said);
  });
});

describe("the marks in a text", () => {
  it("leave the text as it is", () => {
    const segments = markedSegments("I fear the price, truly.", [{ words: "the price", kind: "quote" }]);
    expect(segments).toEqual([
      { text: "I fear ", kind: null },
      { text: "the price", kind: "quote" },
      { text: ", truly.", kind: null },
    ]);
  });

  it("overlap with the first one on top, and skip what isn't there", () => {
    const marks = [
      { words: "wife and", kind: "contradiction" as const },
      { words: "My wife and I", kind: "quote" as const },
      { words: "nowhere", kind: "quote" as const },
      { words: "", kind: "quote" as const },
    ];
    const segments = markedSegments("My wife and I", marks);
    expect(segments.map(({ text, kind }) => [text, kind])).toEqual([
      ["My ", "quote"],
      ["wife and", "contradiction"],
      [" I", "quote"],
    ]);
    expect(markedSegments("", marks)).toEqual([]);
  });
});

const zoe = anAnswer(1, {
  persona: aPersona({ lead_id: "LEAD-1", full_name: "Zoe", lead_classification: "hot" }),
  answer: "Price first.",
  value: "Term",
  analysis: aCoding({ sentiment: "negative", stance: 1, themes: ["price"] }),
  confidence: aConfidence(0.8),
});
const ann = anAnswer(2, {
  persona: aPersona({ lead_id: "LEAD-2", full_name: "Ann", lead_classification: "cold" }),
  answer: "Trust, then price.",
  value: "Whole",
  analysis: aCoding({ sentiment: "positive", stance: 5, themes: ["trust", "price"] }),
  confidence: aConfidence(0.3),
});
const bob = anAnswer(3, { persona: aPersona({ lead_id: "LEAD-3", full_name: "Bob" }), answer: "Hm." });
const all = [zoe, ann, bob];

describe("the answers", () => {
  const names = (search: string, order: Order, facets = {}) => arrange(all, { search, order, facets }).map((one) => one.persona.full_name);

  it.each([
    ["arrival", ["Zoe", "Ann", "Bob"]],
    ["newest", ["Bob", "Ann", "Zoe"]],
    ["name", ["Ann", "Bob", "Zoe"]],
    ["surest", ["Zoe", "Ann", "Bob"]],
    ["unsurest", ["Ann", "Zoe", "Bob"]],
    ["for", ["Ann", "Zoe", "Bob"]],
    ["against", ["Zoe", "Ann", "Bob"]],
  ] as const)("can be put in order: %s; what has no figure comes last", (order, expected) => {
    expect(names("", order)).toEqual(expected);
  });

  it("offer only orders that make a difference", () => {
    expect(ordersFor([bob])).toEqual(["arrival", "newest", "name"]);
    expect(ordersFor([zoe])).toContain("surest");
  });

  it("can be searched for words in any order, in the answer or the name", () => {
    expect(names("PRICE trust", "arrival")).toEqual(["Ann"]);
    expect(names("zoe", "arrival")).toEqual(["Zoe"]);
    expect(names("cost", "arrival")).toEqual([]);
  });

  it.each([
    [{ sentiment: "negative" }, ["Zoe"]],
    [{ theme: "price" }, ["Zoe", "Ann"]],
    [{ theme: "price", classification: "cold" }, ["Ann"]],
    [{ value: "Term" }, ["Zoe"]],
    [{ confidence: "low" }, ["Ann"]],
    [{ stance: "5" }, ["Ann"]],
  ])("can be narrowed down by %j", (facets, expected) => {
    expect(names("", "arrival", facets)).toEqual(expected);
  });
});

describe("the choices of a facet", () => {
  it("are counted, in an order that makes sense", () => {
    expect(choicesOf("theme", all).map(({ key, count }) => [key, count])).toEqual([
      ["price", 2],
      ["trust", 1],
    ]);
    expect(choicesOf("confidence", all).map(({ key }) => key)).toEqual(["high", "low"]);
    expect(choicesOf("stance", all).map(({ name }) => name)).toEqual(["Strongly for", "Strongly against"]);
  });

  it("count each option chosen, but of a ranking only what was put first", () => {
    const both = anAnswer(4, { value: ["Term", "Whole"] });
    expect(choicesOf("value", [both]).map(({ key }) => key)).toEqual(["Term", "Whole"]);
    expect(choicesOf("value", [both], true).map(({ key }) => key)).toEqual(["Term"]);
    expect(matches(both, { value: "Whole" }, true)).toBe(false);
  });

  it("count a theme that an answer names twice once", () => {
    expect(choicesOf("theme", [anAnswer(1, { analysis: aCoding({ themes: ["price", "price"] }) })])[0]?.count).toBe(1);
  });

  it("are taken and taken back", () => {
    const chosen = withFacet({ theme: "price" }, "sentiment", "mixed");
    expect(chosen).toEqual({ theme: "price", sentiment: "mixed" });
    expect(withFacet(chosen, "theme", "")).toEqual({ sentiment: "mixed" });
  });
});
