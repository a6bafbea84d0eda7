// What is being asked, and of whom, until it is sent. Kept for the tab, so that a reload loses no words.

import type { PersonaBase, QuestionSubmitRequest } from "../api/wire";
import { formFields, formProblem, FREE_TEXT, type QuestionForm } from "../forms/questionForm";
import { characterCount, plural } from "../ui/format";
import { contextOf, contextProblem, type ContextRow } from "./context";

export const MAX_QUESTION = 2000;
export const MAX_IMAGE_BYTES = 10 * 1024 * 1024;
export const IMAGE_TYPES: readonly string[] = ["image/png", "image/jpeg", "image/webp", "image/gif"];

export interface Draft {
  readonly question: string;
  /** lead_id to the name to show, in the order picked. */
  readonly picked: ReadonlyMap<string, string>;
  readonly image: File | null;
  readonly form: QuestionForm;
  readonly context: readonly ContextRow[];
  /** The session that the question follows up. */
  readonly parent: Parent | null;
}

export interface Parent {
  readonly sessionId: string;
  readonly question: string;
}

export const EMPTY_DRAFT: Draft = { question: "", picked: new Map(), image: null, form: FREE_TEXT, context: [], parent: null };

type Named = Pick<PersonaBase, "lead_id"> & Partial<Pick<PersonaBase, "full_name">>;

export type DraftAction =
  | { type: "write"; question: string }
  | { type: "attach"; image: File | null }
  | { type: "pick"; personas: readonly Named[] }
  | { type: "drop"; leadIds: readonly string[] }
  | { type: "form"; form: QuestionForm }
  | { type: "context"; context: readonly ContextRow[] }
  | { type: "ask-again"; personas: readonly Named[]; form: QuestionForm }
  | { type: "follow-up"; parent: Parent; personas: readonly Named[] }
  | { type: "no-follow-up" }
  | { type: "sent" }
  | { type: "clear" };

export function reduceDraft(draft: Draft, action: DraftAction): Draft {
  switch (action.type) {
    case "write":
      return { ...draft, question: action.question };
    case "attach":
      return { ...draft, image: action.image };
    case "pick":
      return { ...draft, picked: withPersonas(draft.picked, action.personas) };
    case "form":
      return { ...draft, form: action.form };
    case "context":
      return { ...draft, context: action.context };
    case "ask-again":
      return { ...draft, picked: withPersonas(new Map(), action.personas), form: action.form, parent: null };
    case "follow-up":
      return { ...draft, picked: withPersonas(new Map(), action.personas), parent: action.parent };
    case "no-follow-up":
      return { ...draft, parent: null };
    case "drop": {
      const picked = new Map(draft.picked);
      for (const leadId of action.leadIds) picked.delete(leadId);
      return { ...draft, picked };
    }
    case "sent":
      // Whom it was asked of, and about what, stays: the next question goes to the same people more often than not.
      return { ...draft, question: "", image: null, form: FREE_TEXT, parent: null };
    case "clear":
      return EMPTY_DRAFT;
  }
}

function withPersonas(picked: ReadonlyMap<string, string>, personas: readonly Named[]) {
  const next = new Map(picked);
  for (const { lead_id, full_name } of personas) next.set(lead_id, full_name?.trim() || next.get(lead_id) || lead_id);
  return next;
}

export interface DraftProblems {
  picked?: string;
  question?: string;
  form?: string;
  context?: string;
}

/** What stands in the way of sending it; empty when nothing does. */
export function problemsOf(draft: Draft): DraftProblems {
  const length = characterCount(draft.question);
  const form = formProblem(draft.form);
  const context = contextProblem(draft.context);
  return {
    ...(draft.picked.size === 0 ? { picked: "Pick at least one prospect to ask." } : {}),
    ...(draft.question.trim() === ""
      ? { question: "Write a question." }
      : length > MAX_QUESTION
        ? { question: `The question is ${plural(length - MAX_QUESTION, "character")} too long.` }
        : {}),
    ...(form ? { form } : {}),
    ...(context ? { context } : {}),
  };
}

export const isSendable = (problems: DraftProblems): boolean => Object.keys(problems).length === 0;

/** The draft as it is sent, but for the image, whose bytes have to be read first. */
export function requestOf(draft: Draft): QuestionSubmitRequest {
  const context = contextOf(draft.context);
  return {
    question: draft.question.trim(),
    prospect_ids: [...draft.picked.keys()],
    ...formFields(draft.form),
    ...(Object.keys(context).length > 0 ? { context } : {}),
    ...(draft.parent ? { parent_session_id: draft.parent.sessionId } : {}),
  };
}

/** Why a file can't be attached, or null. */
export function imageProblem(file: Pick<File, "type" | "size">): string | null {
  if (!IMAGE_TYPES.includes(file.type)) return "Only PNG, JPEG, WebP and still GIF images can be attached.";
  if (file.size > MAX_IMAGE_BYTES) return "The image is larger than 10 MB.";
  return null;
}
