// What real people said or did, and how well their twins foretold it.

import { queryOf, request } from "./client";
import type { Analysis, Interval, Page, QuestionKind, Sentiment, Timestamp, Value } from "./wire";

/** At least one of `value`, `said`, `sentiment`, `stance` and `note`. */
export interface OutcomeRequest {
  /** The session whose question it answers; without one it is kept but not compared. */
  session_id?: string;
  value?: Value;
  said?: string;
  sentiment?: Sentiment;
  /** 1 strongly against, 3 undecided, 5 strongly for. */
  stance?: number;
  note?: string;
  occurred_at?: Timestamp;
}

export interface Outcome {
  outcome_id: string;
  lead_id: string;
  session_id: string | null;
  value: Value | null;
  said: string | null;
  sentiment: Sentiment | null;
  stance: number | null;
  /** The codes of `said`; null until it has been coded, and where no comparison needs them. */
  analysis: Analysis | null;
  note: string | null;
  occurred_at: Timestamp;
  recorded_at: Timestamp;
}

export interface OutcomeList extends Page {
  outcomes: Outcome[];
}

/** What of two answers is held against each other. */
export type Compared = "value" | "first_choice" | "sentiment" | "stance";

export interface KindFidelity {
  question_kind: QuestionKind;
  compared: Compared;
  /** Answers of twins that could be compared. */
  pairs: number;
  people: number;
  sessions: number;
  /** The share of pairs that are exactly alike. */
  agreement: Interval | null;
  /** Of points: the share at most one apart. */
  within_one: Interval | null;
  /** Of points. */
  mean_absolute_difference: Interval | null;
  /** How alike twins' and people's answers are as wholes: 1 is equal. */
  distribution_similarity: (Interval & { measure: "ks" | "total_variation" }) | null;
  /** How well the confidence of the answers foretold which would be right. */
  calibration: { ece: number; brier: number; auroc: number | null; calibrated_share: number } | null;
  /** The agreement of one who says to everybody what people answered most often. */
  base_rate: number | null;
  /** Why figures are null. */
  note: string | null;
}

export interface Fidelity {
  generated_at: Timestamp;
  kinds: KindFidelity[];
}

const pathOf = (leadId: string) => `/prospects/${encodeURIComponent(leadId)}/outcomes`;

export function recordOutcome(leadId: string, outcome: OutcomeRequest, headers: Record<string, string>) {
  return request<Outcome>(pathOf(leadId), { method: "POST", json: outcome, headers });
}

/** What happened last comes first. */
export function listOutcomes(leadId: string, page: number, signal?: AbortSignal) {
  return request<OutcomeList>(`${pathOf(leadId)}${queryOf({ page, page_size: 20 })}`, { signal });
}

export function deleteOutcome(leadId: string, outcomeId: string) {
  return request<void>(`${pathOf(leadId)}/${encodeURIComponent(outcomeId)}`, { method: "DELETE" });
}

export function getFidelity(sessionId: string | undefined, signal?: AbortSignal) {
  return request<Fidelity>(`/qa/fidelity${queryOf({ session_id: sessionId })}`, { signal });
}
