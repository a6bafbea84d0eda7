// What is known of a session, from snapshots and from events, in whatever order and however often they come.
//
// A stream replays from its beginning after a reconnect, and a snapshot may be older or newer than the last event. So
// nothing here counts or appends: answers are a set keyed by prospect, the status only moves forward, and applying the
// same thing again changes nothing.

import type { FailedProspect, ProspectResponse, QuestionSession, ResponseUpdateNotification, SessionStatus } from "../api/wire";

export interface SessionState {
  readonly session: QuestionSession;
  /** A snapshot of the ended session has been seen: it is the whole truth, and nothing changes it but another one. */
  readonly settled: boolean;
}

const RANK: Record<SessionStatus, number> = { pending: 0, in_progress: 1, completed: 2, failed: 2 };

export const isTerminal = (status: SessionStatus): boolean => RANK[status] === 2;

export function applySnapshot(state: SessionState | null, snapshot: QuestionSession): SessionState {
  if (isTerminal(snapshot.status)) return { session: snapshot, settled: true };
  if (state === null) return { session: snapshot, settled: false };
  if (isTerminal(state.session.status)) return state;
  const status = RANK[state.session.status] > RANK[snapshot.status] ? state.session.status : snapshot.status;
  return { settled: false, session: withResponses({ ...snapshot, status }, state.session.responses) };
}

/** The state after a batch of events. Events of other sessions are ignored. */
export function applyEvents(state: SessionState, events: readonly ResponseUpdateNotification[]): SessionState {
  if (state.settled) return state;
  const own = events.filter((event) => event.session_id === state.session.session_id);
  const arrived = own.flatMap((event) => event.new_response ?? []);
  const merged = withResponses(state.session, arrived);
  const session = own.reduce((current, event) => STATUS_AFTER[event.event_type](current, event), merged);
  return session === state.session ? state : { session, settled: false };
}

type Step = (session: QuestionSession, event: ResponseUpdateNotification) => QuestionSession;

const STATUS_AFTER: Record<ResponseUpdateNotification["event_type"], Step> = {
  response_received: (session) => (session.status === "pending" ? { ...session, status: "in_progress" } : session),
  session_completed: (session, event) => ended(session, event, { status: "completed", summary: event.summary ?? session.summary ?? null }),
  session_failed: (session, event) => ended(session, event, { status: "failed" }),
};

function ended(session: QuestionSession, event: ResponseUpdateNotification, outcome: Partial<QuestionSession>) {
  const data = event.data ?? {};
  const failed = Array.isArray(data.failed_prospects) ? (data.failed_prospects as FailedProspect[]) : null;
  const message = typeof data.error_message === "string" ? data.error_message : null;
  return {
    ...session,
    ...outcome,
    completed_at: session.completed_at ?? event.timestamp,
    updated_at: event.timestamp,
    failed_prospects: failed ?? session.failed_prospects,
    error_message: message ?? (data.reason === "cancelled" ? "CANCELLED" : (session.error_message ?? null)),
  };
}

function withResponses(session: QuestionSession, arrived: readonly ProspectResponse[]): QuestionSession {
  const known = new Map(session.responses.map((response) => [response.persona.lead_id, response]));
  const before = known.size;
  for (const response of arrived) {
    if (!known.has(response.persona.lead_id)) known.set(response.persona.lead_id, response);
  }
  if (known.size === before) return session;
  // `answered_at` grows strictly within a session, and all are UTC in one format: text order is time order.
  const responses = [...known.values()].sort((a, b) => (a.answered_at < b.answered_at ? -1 : 1));
  return { ...session, responses, total_responded: responses.length };
}

/** The targets that have neither answered nor failed yet. */
export function waitingFor(session: QuestionSession) {
  const settled = new Set([
    ...session.responses.map((response) => response.persona.lead_id),
    ...session.failed_prospects.map((failed) => failed.lead_id),
  ]);
  return session.target_prospects.filter((persona) => !settled.has(persona.lead_id));
}
