// Which answers are shown, and in what order.

import type { ProspectResponse } from "../api/wire";
import { nameOf } from "../ui/format";
import { matches, type FacetFilter } from "./facets";

export type Order = "arrival" | "newest" | "name" | "surest" | "unsurest" | "for" | "against";

export const ORDER_NAMES: Record<Order, string> = {
  arrival: "First answered first",
  newest: "Newest first",
  name: "By name",
  surest: "Most confident first",
  unsurest: "Least confident first",
  for: "Most in favour first",
  against: "Most against first",
};

type Compare = (a: ProspectResponse, b: ProspectResponse) => number;

/** By a figure; answers without one come last, whichever way. Equal ones stay in the order of arrival. */
function by(figureOf: (response: ProspectResponse) => number | null | undefined, direction: 1 | -1): Compare {
  return (a, b) => {
    const one = figureOf(a) ?? null;
    const other = figureOf(b) ?? null;
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    return (one - other) * direction;
  };
}

const scoreOf = (response: ProspectResponse) => response.confidence?.score;
const stanceOf = (response: ProspectResponse) => response.analysis?.stance;

const COMPARE: Record<Order, Compare> = {
  arrival: () => 0,
  newest: (a, b) => b.event_id - a.event_id,
  name: (a, b) => nameOf(a.persona).localeCompare(nameOf(b.persona), "en"),
  surest: by(scoreOf, -1),
  unsurest: by(scoreOf, 1),
  for: by(stanceOf, -1),
  against: by(stanceOf, 1),
};

/** The orders that make a difference among these answers. */
export function ordersFor(responses: readonly ProspectResponse[]): Order[] {
  const scored = responses.some((response) => scoreOf(response) != null);
  const coded = responses.some((response) => stanceOf(response) != null);
  const needs: Partial<Record<Order, boolean>> = { surest: scored, unsurest: scored, for: coded, against: coded };
  return (Object.keys(ORDER_NAMES) as Order[]).filter((order) => needs[order] ?? true);
}

export interface Wanted {
  search: string;
  facets: FacetFilter;
  order: Order;
  /** The answers are rankings. */
  ranked?: boolean;
}

/** `responses` come in the order of arrival. Every word of `search` must occur in the answer or the name. */
export function arrange(responses: readonly ProspectResponse[], wanted: Wanted): readonly ProspectResponse[] {
  const words = wanted.search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = responses.filter((response) => {
    const { persona, answer } = response;
    const text = words.length > 0 ? `${nameOf(persona)} ${persona.lead_id} ${answer}`.toLowerCase() : "";
    return words.every((word) => text.includes(word)) && matches(response, wanted.facets, wanted.ranked);
  });
  return found.sort(COMPARE[wanted.order]);
}
