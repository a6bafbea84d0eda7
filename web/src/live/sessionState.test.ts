import { describe, expect, it } from "vitest";
import type { QuestionSession, ResponseUpdateNotification } from "../api/wire";
import { aCoding, anAnswer as response, aPersona, aSession, aSummary } from "../testing/wire";
import { applyEvents, applySnapshot, waitingFor, type SessionState } from "./sessionState";

const persona = (n: number) => aPersona({ lead_id: `LEAD-${n}`, full_name: `Person ${n}` });

const NOTHING_MORE = { data: null, new_response: null, summary: null, progress: null };

const answered = (n: number): ResponseUpdateNotification => ({
  ...NOTHING_MORE,
  event_type: "response_received",
  session_id: "QS-1",
  timestamp: response(n).answered_at,
  event_id: n,
  new_response: response(n),
});

const completed = (id: number, data: Record<string, unknown> | null = null): ResponseUpdateNotification => ({
  ...NOTHING_MORE,
  event_type: "session_completed",
  session_id: "QS-1",
  timestamp: "2026-01-01T10:00:09.000Z",
  event_id: id,
  data,
  summary: aSummary({ sentiment_distribution: { positive: 3 } }),
});

const session = (...numbers: number[]): QuestionSession =>
  aSession({
    target_prospects: [1, 2, 3].map(persona),
    status: numbers.length > 0 ? "in_progress" : "pending",
    responses: numbers.map((n) => response(n)),
    total_responded: numbers.length,
  });

const start = (...numbers: number[]): SessionState => applySnapshot(null, session(...numbers));
const leads = (state: SessionState) => state.session.responses.map((one) => one.persona.lead_id);

describe("a session's state", () => {
  it("takes in answers as they come", () => {
    const state = applyEvents(start(), [answered(1), answered(2)]);
    expect(leads(state)).toEqual(["LEAD-1", "LEAD-2"]);
    expect(state.session.total_responded).toBe(2);
    expect(state.session.status).toBe("in_progress");
  });

  it("doubles no answer when the stream replays from its beginning", () => {
    const once = applyEvents(start(), [answered(1), answered(2)]);
    const again = applyEvents(once, [answered(1), answered(2), answered(3)]);
    expect(leads(again)).toEqual(["LEAD-1", "LEAD-2", "LEAD-3"]);
    expect(again.session.total_responded).toBe(3);
  });

  it("is the very same state after events that tell nothing new, so that nothing is drawn again", () => {
    const once = applyEvents(start(), [answered(1)]);
    expect(applyEvents(once, [answered(1)])).toBe(once);
  });

  it("ends the same whatever the batches and whatever is repeated", () => {
    const events = [answered(1), answered(2), answered(3), completed(4)];
    const whole = applyEvents(start(), events);
    const piecemeal = events.reduce((state, _, index) => applyEvents(state, events.slice(0, index + 1)), start());
    expect(piecemeal).toEqual(whole);
    expect(leads(whole)).toHaveLength(3);
  });

  it("shows answers in the order in which they were given, also when they arrive out of it", () => {
    expect(leads(applyEvents(start(2), [answered(3), answered(1)]))).toEqual(["LEAD-1", "LEAD-2", "LEAD-3"]);
  });

  it("loses no streamed answer to an older snapshot", () => {
    const state = applySnapshot(applyEvents(start(), [answered(1), answered(2)]), session(1));
    expect(leads(state)).toEqual(["LEAD-1", "LEAD-2"]);
    expect(state.session.total_responded).toBe(2);
  });

  it("does not go back to pending on an older snapshot", () => {
    expect(applySnapshot(applyEvents(start(), [answered(1)]), session()).session.status).toBe("in_progress");
  });

  it("keeps its end when an unfinished snapshot comes late", () => {
    const ended = applyEvents(start(), [answered(1), answered(2), answered(3), completed(4)]);
    expect(applySnapshot(ended, session(1))).toBe(ended);
  });

  it("ends with the summary and who gave no answer", () => {
    const failed = [{ lead_id: "LEAD-3", error_code: "MODEL_TIMEOUT", message: "Too slow." }];
    const state = applyEvents(start(), [answered(1), answered(2), completed(3, { failed_prospects: failed })]);
    expect(state.session.status).toBe("completed");
    expect(state.session.summary?.summary_text).toBe("They agree.");
    expect(state.session.failed_prospects).toEqual(failed);
    expect(waitingFor(state.session)).toEqual([]);
  });

  it("says that it was cancelled, and keeps the answers already in", () => {
    const cancelled: ResponseUpdateNotification = {
      ...completed(2),
      event_type: "session_failed",
      summary: null,
      data: { reason: "cancelled" },
    };
    const state = applyEvents(start(), [answered(1), cancelled]);
    expect(state.session.status).toBe("failed");
    expect(state.session.error_message).toBe("CANCELLED");
    expect(leads(state)).toEqual(["LEAD-1"]);
  });

  it("takes the closing snapshot for the whole truth: who was erased since does not come back", () => {
    const streamed = applyEvents(start(), [answered(1), answered(2), completed(3)]);
    const closing: QuestionSession = { ...session(2), status: "completed" };
    const settled = applySnapshot(streamed, closing);
    expect(leads(settled)).toEqual(["LEAD-2"]);
    expect(applyEvents(settled, [answered(1)])).toBe(settled);
  });

  it("takes the codes of the answers from the closing snapshot: no event has them", () => {
    const streamed = applyEvents(start(), [answered(1), completed(2)]);
    const coded = response(1, { analysis: aCoding({ sentiment: "mixed" }) });
    const settled = applySnapshot(streamed, { ...session(1), status: "completed", responses: [coded] });
    expect(settled.session.responses[0]?.analysis?.sentiment).toBe("mixed");
  });

  it("ignores another session's events and events whose person was erased", () => {
    const state = start(1);
    expect(applyEvents(state, [{ ...answered(2), session_id: "QS-2" }])).toBe(state);
    expect(applyEvents(state, [{ ...answered(2), new_response: null }])).toBe(state);
  });

  it("knows whom it still waits for", () => {
    expect(waitingFor(start(2).session).map((one) => one.lead_id)).toEqual(["LEAD-1", "LEAD-3"]);
  });
});
