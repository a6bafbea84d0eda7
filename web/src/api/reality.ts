// What real people said or did, and how well their twins foretold it.

import { queryOf, request } from "./client";
import type { Compared, Fidelity, KindFidelity, Outcome, OutcomeList, OutcomeRequest } from "./wire";

export type { Compared, Fidelity, KindFidelity, Outcome, OutcomeList, OutcomeRequest };

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
