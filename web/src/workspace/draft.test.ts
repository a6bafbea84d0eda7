import { describe, expect, it } from "vitest";
import { FREE_TEXT } from "../forms/questionForm";
import { contextOf, contextProblem } from "./context";
import { EMPTY_DRAFT, imageProblem, problemsOf, reduceDraft, requestOf, type Draft } from "./draft";
import { loadDraft, saveDraft } from "./draftStorage";

const ann = { lead_id: "LEAD-1", full_name: "Ann Lee" };
const bob = { lead_id: "LEAD-2", full_name: null };
const parent = { sessionId: "QS-1", question: "Why?" };
const choice = { ...FREE_TEXT, kind: "single_choice", options: ["Term", "Whole"] } as const;
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
    const draft = reduceDraft(reduceDraft(EMPTY_DRAFT, { type: "pick", personas: [ann] }), {
      type: "pick",
      personas: [{ lead_id: "LEAD-1" }],
    });
    expect(picked(draft)).toEqual([["LEAD-1", "Ann Lee"]]);
  });

  it("drops prospects, and replaces them when the same are asked again", () => {
    const both = reduceDraft(EMPTY_DRAFT, { type: "pick", personas: [ann, bob] });
    expect(picked(reduceDraft(both, { type: "drop", leadIds: ["LEAD-1"] }))).toEqual([["LEAD-2", "LEAD-2"]]);
    const again = reduceDraft({ ...both, parent }, { type: "ask-again", personas: [ann], form: choice });
    expect(picked(again)).toEqual([["LEAD-1", "Ann Lee"]]);
    expect(again.form).toEqual(choice);
    expect(again.parent).toBeNull();
  });

  it("follows a session up with the people it is given, until that is taken back or sent", () => {
    const further = reduceDraft(reduceDraft(EMPTY_DRAFT, { type: "pick", personas: [bob] }), {
      type: "follow-up",
      parent,
      personas: [ann],
    });
    expect(picked(further)).toEqual([["LEAD-1", "Ann Lee"]]);
    expect(requestOf(further).parent_session_id).toBe("QS-1");
    expect(requestOf(reduceDraft(further, { type: "no-follow-up" }))).not.toHaveProperty("parent_session_id");
    expect(reduceDraft(further, { type: "sent" }).parent).toBeNull();
  });

  it("is sent with its form and context, and without what is empty", () => {
    const draft: Draft = {
      ...EMPTY_DRAFT,
      question: " Which? ",
      picked: new Map([["LEAD-1", "Ann Lee"]]),
      form: choice,
      context: [{ name: "Price", text: "$30" }],
    };
    expect(requestOf(draft)).toEqual({
      question: "Which?",
      prospect_ids: ["LEAD-1"],
      question_kind: "single_choice",
      options: ["Term", "Whole"],
      context: { Price: "$30" },
    });
    expect(requestOf({ ...draft, form: FREE_TEXT, context: [{ name: "Price", text: " " }] })).toEqual({
      question: "Which?",
      prospect_ids: ["LEAD-1"],
    });
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
    const draft: Draft = {
      question: "Why?",
      picked: new Map([["LEAD-1", "Ann Lee"]]),
      image: null,
      form: choice,
      context: [{ name: "Price", text: "$30" }],
      parent,
    };
    saveDraft(storage, draft);
    expect(loadDraft(storage)).toEqual(draft);
    stored = '{"question": 7, "picked": [["a"], null, ["b", "B"]], "form": {"kind": "guess"}, "context": [{"name": 1}], "parent": {}}';
    expect(loadDraft(storage)).toEqual({ ...EMPTY_DRAFT, picked: new Map([["b", "B"]]) });
    stored = "{";
    expect(loadDraft(storage)).toEqual(EMPTY_DRAFT);
  });
});

describe("an image", () => {
  it("is turned away when it can't be shown to a twin", () => {
    expect(imageProblem({ type: "image/png", size: 10 * 1024 * 1024 })).toBeNull();
    expect(imageProblem({ type: "image/png", size: 10 * 1024 * 1024 + 1 })).toContain("10 MB");
    expect(imageProblem({ type: "image/svg+xml", size: 10 })).toContain("PNG, JPEG, WebP and still GIF");
  });
});

describe("the context", () => {
  it("leaves out rows that say nothing", () => {
    expect(
      contextOf([
        { name: " Price ", text: " $30 " },
        { name: "Campaign", text: "" },
      ]),
    ).toEqual({ Price: "$30" });
  });

  it.each([
    [[{ name: "", text: "$30" }], "Say what each piece of context is."],
    [
      [
        { name: "Price", text: "1" },
        { name: "Price ", text: "2" },
      ],
      "“Price” is there twice.",
    ],
    [[{ name: "Sheet", text: "é".repeat(9000) }], "The context is longer than 16 KB; shorten it."],
    [[{ name: "", text: "" }], null],
  ])("%j: %s", (rows, problem) => {
    expect(contextProblem(rows)).toBe(problem);
  });
});
