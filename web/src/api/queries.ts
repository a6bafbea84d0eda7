// What the pages read, each under a key that names all that it depends on.

import { queryOptions } from "@tanstack/react-query";
import { modelTrouble } from "./health";
import { getProspect, listProspectIds, listProspects, type ProspectFilter } from "./prospects";
import { typingPause } from "./queryClient";
import { getFidelity, listOutcomes } from "./reality";
import { getSession, listFollowUps, listSessions, type SessionFilter } from "./sessions";

const TYPING_MS = 250;
const ACTIVE_REFRESH_MS = 4000;
const TROUBLE_REFRESH_MS = 15_000;
const PROSPECTS_A_PAGE = 50;
const SESSIONS_A_PAGE = 20;
const SESSIONS_OFFERED = 50;

export const prospectsQuery = (filter: ProspectFilter, page: number) =>
  queryOptions({
    queryKey: ["prospects", filter, page],
    queryFn: async (context) => {
      await typingPause(context, TYPING_MS);
      return listProspects(filter, page, PROSPECTS_A_PAGE, context.signal);
    },
  });

/** Read only when asked for: the ids of everyone whom the filter matches. */
export const prospectIdsQuery = (filter: ProspectFilter) =>
  queryOptions({ queryKey: ["prospect-ids", filter], queryFn: () => listProspectIds(filter), enabled: false });

export const prospectQuery = (leadId: string) =>
  queryOptions({ queryKey: ["prospect", leadId], queryFn: ({ signal }) => getProspect(leadId, signal) });

/** Asked for again and again while a session is under way. */
export const sessionsQuery = (filter: SessionFilter, page: number) =>
  queryOptions({
    queryKey: ["sessions", filter, page],
    queryFn: async (context) => {
      await typingPause(context, TYPING_MS);
      return listSessions(filter, page, SESSIONS_A_PAGE, context.signal);
    },
    refetchInterval: ({ state }) => (state.data && state.data.active_sessions_count > 0 ? ACTIVE_REFRESH_MS : false),
  });

/** The latest sessions that somebody was asked in and that have ended. */
export const sessionsOfQuery = (leadId: string) =>
  queryOptions({
    queryKey: ["sessions-of", leadId],
    queryFn: ({ signal }) => {
      const filter: SessionFilter = { search: "", statuses: ["completed", "failed"], prospectId: leadId };
      return listSessions(filter, 1, SESSIONS_OFFERED, signal);
    },
  });

export const sessionQuery = (sessionId: string) =>
  queryOptions({ queryKey: ["session", sessionId], queryFn: ({ signal }) => getSession(sessionId, signal) });

export const followUpsQuery = (sessionId: string) =>
  queryOptions({ queryKey: ["follow-ups", sessionId], queryFn: ({ signal }) => listFollowUps(sessionId, signal) });

export const outcomesQuery = (leadId: string, page: number) =>
  queryOptions({ queryKey: ["outcomes", leadId, page], queryFn: ({ signal }) => listOutcomes(leadId, page, signal) });

export const fidelityQuery = (sessionId: string | undefined) =>
  queryOptions({ queryKey: ["fidelity", sessionId ?? null], queryFn: ({ signal }) => getFidelity(sessionId, signal) });

/** Never fails visibly: a service that can't be reached is told of by whatever the user does next. */
export const modelTroubleQuery = queryOptions({
  queryKey: ["model-trouble"],
  queryFn: ({ signal }) => modelTrouble(signal),
  refetchInterval: TROUBLE_REFRESH_MS,
  retry: false,
});
