// Which answers are shown, and in what order.

import type { ProspectResponse } from "../api/wire";
import { nameOf } from "../ui/format";

export type Order = "arrival" | "newest" | "name";

export const ORDER_NAMES: Record<Order, string> = {
  arrival: "First answered first",
  newest: "Newest first",
  name: "By name",
};

const SORTED: Record<Order, (responses: readonly ProspectResponse[]) => readonly ProspectResponse[]> = {
  arrival: (responses) => responses,
  newest: (responses) => [...responses].reverse(),
  name: (responses) => [...responses].sort((a, b) => nameOf(a.persona).localeCompare(nameOf(b.persona), "en")),
};

/** `responses` come in the order of arrival. Every word of `search` must occur in the answer or the name. */
export function arrange(responses: readonly ProspectResponse[], search: string, order: Order): readonly ProspectResponse[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found =
    words.length === 0
      ? responses
      : responses.filter(({ persona, answer }) => {
          const text = `${nameOf(persona)} ${persona.lead_id} ${answer}`.toLowerCase();
          return words.every((word) => text.includes(word));
        });
  return SORTED[order](found);
}
