// The draft, kept for the tab. An image is not: the browser gives no way to attach it again.

import { FREE_TEXT, KIND_NAMES, METHOD_NAMES, SCALE_NAMES, type QuestionForm } from "../forms/questionForm";
import type { ContextRow } from "./context";
import { EMPTY_DRAFT, type Draft, type Parent } from "./draft";

const STORAGE_KEY = "draft";

type Stored = Record<string, unknown>;

/** What was stored, as far as it makes sense: an older version of the page may have written it. */
export function loadDraft(storage: Pick<Storage, "getItem">): Draft {
  try {
    const stored: unknown = JSON.parse(storage.getItem(STORAGE_KEY) ?? "null");
    if (!isObject(stored)) return EMPTY_DRAFT;
    const { question, picked, form, context, parent } = stored;
    return {
      question: typeof question === "string" ? question : "",
      picked: new Map(Array.isArray(picked) ? picked.filter(isPair) : []),
      image: null,
      form: isForm(form) ? form : FREE_TEXT,
      context: Array.isArray(context) ? context.filter(isRow) : [],
      parent: isParent(parent) ? parent : null,
    };
  } catch {
    return EMPTY_DRAFT;
  }
}

export function saveDraft(storage: Pick<Storage, "setItem">, draft: Draft): void {
  const { question, picked, form, context, parent } = draft;
  try {
    storage.setItem(STORAGE_KEY, JSON.stringify({ question, picked: [...picked], form, context, parent }));
  } catch {
    // A full or forbidden storage costs the draft on reload, nothing else.
  }
}

const isObject = (value: unknown): value is Stored => typeof value === "object" && value !== null;

const areStrings = (values: readonly unknown[]): boolean => values.every((value) => typeof value === "string");

const isPair = (value: unknown): value is [string, string] => Array.isArray(value) && value.length === 2 && areStrings(value);

const isRow = (value: unknown): value is ContextRow => isObject(value) && areStrings([value.name, value.text]);

const isParent = (value: unknown): value is Parent => isObject(value) && areStrings([value.sessionId, value.question]);

const isOneOf = (value: unknown, names: object) => typeof value === "string" && value in names;

const isForm = (value: unknown): value is QuestionForm =>
  isObject(value) &&
  isOneOf(value.kind, KIND_NAMES) &&
  isOneOf(value.method, METHOD_NAMES) &&
  (value.scale === null || isOneOf(value.scale, SCALE_NAMES)) &&
  Array.isArray(value.options) &&
  areStrings(value.options);
