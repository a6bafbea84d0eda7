import { queryOf, request } from "./client";
import type {
  CancelSessionResponse,
  Estimate,
  QuestionSession,
  QuestionSubmitRequest,
  QuestionSubmitResponse,
  RegenerateSummaryRequest,
  SessionList,
  SessionStatus,
  SessionSummary,
} from "./wire";

const pathOf = (sessionId: string) => `/qa/sessions/${encodeURIComponent(sessionId)}`;

export function submitQuestion(question: QuestionSubmitRequest, headers: Record<string, string>) {
  return request<QuestionSubmitResponse>("/qa/sessions", { method: "POST", json: question, headers });
}

/** What that question would take; nothing is stored. */
export function estimateQuestion(question: QuestionSubmitRequest, signal?: AbortSignal) {
  return request<Estimate>("/qa/estimate", { method: "POST", json: question, signal });
}

/** The sessions that follow up a session, oldest first: their questions and how they stand. */
export function listFollowUps(sessionId: string, signal?: AbortSignal) {
  const query = queryOf({ parent_session_id: sessionId, include: "summary", sort_order: "asc", page_size: 100 });
  return request<SessionList>(`/qa/sessions${query}`, { signal });
}

export interface SessionFilter {
  search: string;
  statuses: readonly SessionStatus[];
  prospectId: string;
}

/** One page, newest first, with the summaries but neither targets nor answers: a list shows none of them. */
export function listSessions(filter: SessionFilter, page: number, pageSize: number, signal?: AbortSignal) {
  const query = queryOf({
    search_query: filter.search.trim(),
    status_filter: filter.statuses,
    prospect_id: filter.prospectId,
    include: "summary",
    page,
    page_size: pageSize,
  });
  return request<SessionList>(`/qa/sessions${query}`, { signal });
}

export function getSession(sessionId: string, signal?: AbortSignal) {
  return request<QuestionSession>(pathOf(sessionId), { signal });
}

export function streamAddress(sessionId: string): string {
  return `/api/v1${pathOf(sessionId)}/stream`;
}

export function cancelSession(sessionId: string, headers: Record<string, string>) {
  return request<CancelSessionResponse>(`${pathOf(sessionId)}/cancel`, { method: "POST", headers });
}

export function regenerateSummary(sessionId: string, wanted: RegenerateSummaryRequest, headers: Record<string, string>) {
  return request<SessionSummary>(`${pathOf(sessionId)}/regenerate-summary`, { method: "POST", json: wanted, headers });
}
