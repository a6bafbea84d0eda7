import { describe, expect, it } from "vitest";
import { EMPTY_DRAFT, imageProblem, loadDraft, problemsOf, reduceDraft, saveDraft, type Draft } from "./draft";
import { filterIn, queryFor } from "./filterQuery";

const ann = { lead_id: "LEAD-1", full_name: "Ann Lee" };
const bob = { lead_id: "LEAD-2", full_name: null };
const picked = (draft: Draft) => [...draft.picked];

describe("the draft of a question", () => {
  it("keeps each prospect once, by name where there is one", () => {
    const draft = reduceDraft(reduceDraft(EMPTY_DRAFT, { type: "pick", personas: [ann, bob] }), { type: "pick", personas: [ann] });
    expect(picked(draft)).toEqual([
      ["LEAD-1", "Ann Lee"],
      ["LEAD-2", "LEAD-2"],
    ]);
  });

  it("forgets no name when ids alone are added", () => {
    const draft = reduceDraft(reduceDraft(EMPTY_DRAFT, { type: "pick", personas: [ann] }), { type: "pick", personas: [{ lead_id: "LEAD-1" }] });
    expect(picked(draft)).toEqual([["LEAD-1", "Ann Lee"]]);
  });

  it("drops prospects, and replaces them for a follow-up", () => {
    const both = reduceDraft(EMPTY_DRAFT, { type: "pick", personas: [ann, bob] });
    expect(picked(reduceDraft(both, { type: "drop", leadIds: ["LEAD-1"] }))).toEqual([["LEAD-2", "LEAD-2"]]);
    expect(picked(reduceDraft(both, { type: "only", personas: [ann] }))).toEqual([["LEAD-1", "Ann Lee"]]);
  });

  it("keeps the prospects, not the words, after it was sent", () => {
    const draft = reduceDraft({ ...EMPTY_DRAFT, question: "Why?", picked: new Map([["LEAD-1", "Ann Lee"]]) }, { type: "sent" });
    expect(draft.question).toBe("");
    expect(draft.picked.size).toBe(1);
  });

  it("names what is missing", () => {
    expect(problemsOf(EMPTY_DRAFT)).toEqual({
      picked: "Pick at least one prospect to ask.",
      question: "Write a question.",
    });
    expect(problemsOf({ ...EMPTY_DRAFT, question: "  \n", picked: new Map([["a", "a"]]) }).question).toBe("Write a question.");
  });

  it("counts characters as the service does: an emoji is one", () => {
    const draft = { ...EMPTY_DRAFT, picked: new Map([["a", "a"]]) };
    expect(problemsOf({ ...draft, question: "🙂".repeat(2000) })).toEqual({});
    expect(problemsOf({ ...draft, question: "🙂".repeat(2001) }).question).toBe("The question is 1 character too long.");
  });

  it("survives a reload, and a storage that holds nonsense or nothing", () => {
    let stored: string | null = null;
    const storage = { getItem: () => stored, setItem: (_: string, value: string) => void (stored = value) };
    expect(loadDraft(storage)).toEqual(EMPTY_DRAFT);
    const draft: Draft = { question: "Why?", picked: new Map([["LEAD-1", "Ann Lee"]]), image: null };
    saveDraft(storage, draft);
    expect(loadDraft(storage)).toEqual(draft);
    stored = '{"question": 7, "picked": [["a"], null, ["b", "B"]]}';
    expect(loadDraft(storage)).toEqual({ question: "", picked: new Map([["b", "B"]]), image: null });
    stored = "{";
    expect(loadDraft(storage)).toEqual(EMPTY_DRAFT);
  });
});

describe("an image", () => {
  it("is turned away when it can't be shown to a twin", () => {
    expect(imageProblem({ type: "image/png", size: 10 * 1024 * 1024 })).toBeNull();
    expect(imageProblem({ type: "image/png", size: 10 * 1024 * 1024 + 1 })).toContain("10 MB");
    expect(imageProblem({ type: "image/svg+xml", size: 10 })).toContain("PNG, JPEG and WebP");
  });
});

describe("a filter in the address", () => {
  it("comes back as it went in", () => {
    const filter = { search: "nurse ", classifications: ["hot", "cold"], fields: { annual_income: "$50,000 & more" } } as const;
    expect(filterIn(queryFor(filter, 3))).toEqual(filter);
  });

  it("ignores what is no filter of ours", () => {
    expect(filterIn(new URLSearchParams("class=boiling&color=red"))).toEqual({ search: "", classifications: [], fields: {} });
  });
});
