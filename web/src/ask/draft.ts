// What is being asked, and of whom, until it is sent. Kept for the tab, so that a reload loses no words.

import type { PersonaBase } from "../api/wire";
import { characterCount, plural } from "../ui/format";

export const MAX_QUESTION = 2000;
export const MAX_IMAGE_BYTES = 10 * 1024 * 1024;
export const IMAGE_TYPES: readonly string[] = ["image/png", "image/jpeg", "image/webp"];

export interface Draft {
  readonly question: string;
  /** lead_id to the name to show, in the order picked. */
  readonly picked: ReadonlyMap<string, string>;
  readonly image: File | null;
}

export const EMPTY_DRAFT: Draft = { question: "", picked: new Map(), image: null };

export type DraftAction =
  | { type: "write"; question: string }
  | { type: "attach"; image: File | null }
  | { type: "pick"; personas: readonly Pick<PersonaBase, "lead_id" | "full_name">[] }
  | { type: "drop"; leadIds: readonly string[] }
  | { type: "only"; personas: readonly Pick<PersonaBase, "lead_id" | "full_name">[] }
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
    case "only":
      return { ...draft, picked: withPersonas(new Map(), action.personas) };
    case "drop": {
      const picked = new Map(draft.picked);
      for (const leadId of action.leadIds) picked.delete(leadId);
      return { ...draft, picked };
    }
    case "sent":
      // Whom it was asked of stays: a follow-up goes to the same people more often than not.
      return { ...draft, question: "", image: null };
    case "clear":
      return EMPTY_DRAFT;
  }
}

function withPersonas(picked: ReadonlyMap<string, string>, personas: readonly Pick<PersonaBase, "lead_id" | "full_name">[]) {
  const next = new Map(picked);
  for (const { lead_id, full_name } of personas) next.set(lead_id, full_name?.trim() || next.get(lead_id) || lead_id);
  return next;
}

export interface DraftProblems {
  picked?: string;
  question?: string;
}

/** What stands in the way of sending it; empty when nothing does. */
export function problemsOf(draft: Draft): DraftProblems {
  const length = characterCount(draft.question);
  return {
    ...(draft.picked.size === 0 ? { picked: "Pick at least one prospect to ask." } : {}),
    ...(draft.question.trim() === ""
      ? { question: "Write a question." }
      : length > MAX_QUESTION
        ? { question: `The question is ${plural(length - MAX_QUESTION, "character")} too long.` }
        : {}),
  };
}

/** Why a file can't be attached, or null. */
export function imageProblem(file: Pick<File, "type" | "size">): string | null {
  if (!IMAGE_TYPES.includes(file.type)) return "Only PNG, JPEG and WebP images can be attached.";
  if (file.size > MAX_IMAGE_BYTES) return "The image is larger than 10 MB.";
  return null;
}

const STORAGE_KEY = "draft";

export function loadDraft(storage: Pick<Storage, "getItem">): Draft {
  try {
    const stored: unknown = JSON.parse(storage.getItem(STORAGE_KEY) ?? "null");
    if (typeof stored !== "object" || stored === null) return EMPTY_DRAFT;
    const { question, picked } = stored as { question?: unknown; picked?: unknown };
    const pairs = Array.isArray(picked) ? picked.filter(isPair) : [];
    return { question: typeof question === "string" ? question : "", picked: new Map(pairs), image: null };
  } catch {
    return EMPTY_DRAFT;
  }
}

export function saveDraft(storage: Pick<Storage, "setItem">, draft: Draft): void {
  try {
    storage.setItem(STORAGE_KEY, JSON.stringify({ question: draft.question, picked: [...draft.picked] }));
  } catch {
    // A full or forbidden storage costs the draft on reload, nothing else.
  }
}

function isPair(value: unknown): value is [string, string] {
  return Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === "string");
}
