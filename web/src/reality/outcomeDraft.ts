// What somebody fills in about a real person, until it is sent.

import type { OutcomeRequest } from "../api/reality";
import type { QuestionKind, Sentiment, Value } from "../api/wire";

/** The question that it answers, or null for what nobody asked. */
export interface Asked {
  readonly sessionId: string;
  readonly kind: QuestionKind;
  readonly options: readonly string[];
}

export interface OutcomeDraft {
  /** One option, or a scale's point as text; empty for none. */
  readonly choice: string;
  /** The options ticked. */
  readonly choices: readonly string[];
  /** They were asked and wanted none of the options: not the same as nobody knows. */
  readonly none: boolean;
  /** Option for option the place it was given, 1 for the best; 0 for none. */
  readonly ranks: readonly number[];
  readonly said: string;
  readonly sentiment: Sentiment | "";
  readonly stance: string;
  readonly note: string;
  /** A day, as a date field has it; empty for today. */
  readonly day: string;
}

export const EMPTY_OUTCOME: OutcomeDraft = {
  choice: "",
  choices: [],
  none: false,
  ranks: [],
  said: "",
  sentiment: "",
  stance: "",
  note: "",
  day: "",
};

type ReadValue = (draft: OutcomeDraft, options: readonly string[]) => Value | null;

const VALUES: Record<QuestionKind, ReadValue> = {
  free_text: () => null,
  single_choice: ({ choice }) => choice || null,
  multiple_choice: ({ choices, none }, options) =>
    choices.length > 0 ? options.filter((option) => choices.includes(option)) : none ? [] : null,
  scale: ({ choice }) => (choice ? Number(choice) : null),
  ranking: ({ ranks }, options) =>
    ranks.some(Boolean)
      ? options
          .map((option, index) => ({ option, rank: ranks[index] ?? 0 }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ option }) => option)
      : null,
};

/** What stands in the way of recording it; null when nothing does. */
export function outcomeProblem(draft: OutcomeDraft, asked: Asked | null): string | null {
  if (asked?.kind === "ranking" && draft.ranks.some(Boolean)) {
    const places = asked.options.map((_, index) => draft.ranks[index] ?? 0);
    if (new Set(places).size < places.length || places.includes(0)) return "Give every option a place of its own, or none of them.";
  }
  const { session_id: _, occurred_at: __, ...said } = outcomeRequest(draft, asked);
  if (Object.keys(said).length === 0)
    return asked && asked.kind !== "free_text" ? "Say what they chose or said." : "Say what they said or did.";
  return null;
}

/** The draft as it is sent. A day is taken for its noon: nobody remembers the hour. */
export function outcomeRequest(draft: OutcomeDraft, asked: Asked | null): OutcomeRequest {
  const value = asked ? VALUES[asked.kind](draft, asked.options) : null;
  const free = asked === null || asked.kind === "free_text";
  return {
    ...(asked ? { session_id: asked.sessionId } : {}),
    ...(value !== null ? { value } : {}),
    ...(draft.said.trim() ? { said: draft.said.trim() } : {}),
    ...(free && draft.sentiment ? { sentiment: draft.sentiment } : {}),
    ...(free && draft.stance ? { stance: Number(draft.stance) } : {}),
    ...(draft.note.trim() ? { note: draft.note.trim() } : {}),
    ...(draft.day && draft.day !== today() ? { occurred_at: new Date(`${draft.day}T12:00:00`).toISOString() } : {}),
  };
}

/** Today as a date field has it, in the reader's own time. */
export function today(now = new Date()): string {
  const two = (part: number) => String(part).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
