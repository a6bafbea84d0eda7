// A session filter as part of the address.

import type { SessionFilter } from "../api/sessions";
import type { SessionStatus } from "../api/wire";

const STATUSES: readonly SessionStatus[] = ["pending", "in_progress", "completed", "failed"];

export function sessionFilterIn(query: URLSearchParams): SessionFilter {
  const wanted = query.getAll("status");
  return {
    search: query.get("search") ?? "",
    statuses: STATUSES.filter((status) => wanted.includes(status)),
    prospectId: query.get("prospect") ?? "",
  };
}

export function sessionPageIn(query: URLSearchParams): number {
  const page = Number(query.get("page"));
  return Number.isInteger(page) && page > 0 ? page : 1;
}

export function sessionQueryFor(filter: SessionFilter, page: number): URLSearchParams {
  const query = new URLSearchParams();
  if (filter.search) query.set("search", filter.search);
  for (const status of filter.statuses) query.append("status", status);
  if (filter.prospectId) query.set("prospect", filter.prospectId);
  if (page > 1) query.set("page", String(page));
  return query;
}
