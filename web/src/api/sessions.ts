import { queryOf, request } from "./client";
import type {
  CancelSessionResponse,
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
