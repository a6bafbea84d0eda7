import { useCallback, useEffect, useReducer, useState } from "react";
import type { ApiFailure } from "../api/client";
import { getSession, streamAddress } from "../api/sessions";
import type { QuestionSession, ResponseUpdateNotification } from "../api/wire";
import { SessionFeed } from "./feed";
import { applyEvents, applySnapshot, type SessionState } from "./sessionState";

type Action =
  { type: "forget" } | { type: "snapshot"; snapshot: QuestionSession } | { type: "events"; events: readonly ResponseUpdateNotification[] };

function reduce(state: SessionState | null, action: Action): SessionState | null {
  switch (action.type) {
    case "forget":
      return null;
    case "snapshot":
      return applySnapshot(state, action.snapshot);
    case "events":
      return state && applyEvents(state, action.events);
  }
}

/** The session as it stands, kept up to date until it ends. `reload` fetches it anew. */
export function useLiveSession(sessionId: string) {
  const [state, dispatch] = useReducer(reduce, null);
  const [trouble, setTrouble] = useState<ApiFailure | null>(null);
  const [round, setRound] = useState(0);

  useEffect(() => dispatch({ type: "forget" }), [sessionId]);

  useEffect(() => {
    const feed = new SessionFeed(
      { loadSnapshot: () => getSession(sessionId), openStream: () => new EventSource(streamAddress(sessionId)) },
      {
        onSnapshot: (snapshot) => dispatch({ type: "snapshot", snapshot }),
        onEvents: (events) => dispatch({ type: "events", events }),
        onTrouble: setTrouble,
      },
    );
    void feed.start();
    return () => feed.stop();
  }, [sessionId, round]);

  const reload = useCallback(() => setRound((current) => current + 1), []);
  return { session: state?.session ?? null, trouble, reload };
}
