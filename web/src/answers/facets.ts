// By what answers can be narrowed down, and how many there are of each.

import type { ProspectResponse } from "../api/wire";
import { percent } from "../ui/figures";
import { CLASS_NAMES, SENTIMENT_NAMES, stanceName } from "../ui/words";

export type FacetName = "sentiment" | "stance" | "theme" | "value" | "classification" | "confidence";

/** Facet to the one key wanted; absent where it does not matter. */
export type FacetFilter = Readonly<Partial<Record<FacetName, string>>>;

interface Facet {
  title: string;
  /** Under which keys an answer falls: none, one or several. */
  keysOf(response: ProspectResponse): readonly string[];
  nameOf(key: string): string;
  /** Keys in the order to show them; by number of answers, then by name, without it. */
  order?: readonly string[];
}

/** The lower bounds of the bands of confidence, and what they are called. */
const BANDS: readonly { key: string; from: number }[] = [
  { key: "high", from: 0.75 },
  { key: "middle", from: 0.5 },
  { key: "low", from: 0 },
];
const BAND_NAMES: Record<string, string> = {
  high: `${percent(0.75)} or more`,
  middle: `${percent(0.5)} to ${percent(0.75)}`,
  low: `Under ${percent(0.5)}`,
};

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

export const FACETS: Readonly<Record<FacetName, Facet>> = {
  sentiment: {
    title: "Sentiment",
    keysOf: ({ analysis }) => (analysis ? [analysis.sentiment] : []),
    nameOf: (key) => SENTIMENT_NAMES[key as keyof typeof SENTIMENT_NAMES] ?? capitalized(key),
    order: ["positive", "mixed", "neutral", "negative"],
  },
  stance: {
    title: "Stance",
    keysOf: ({ analysis }) => (analysis?.stance ? [String(analysis.stance)] : []),
    nameOf: (key) => capitalized(stanceName(Number(key))),
    order: ["5", "4", "3", "2", "1"],
  },
  theme: { title: "Theme", keysOf: ({ analysis }) => analysis?.themes ?? [], nameOf: capitalized },
  value: {
    title: "Answer",
    keysOf: ({ value }) => valueKeys(value),
    nameOf: (key) => key,
  },
  classification: {
    title: "Lead class",
    keysOf: ({ persona }) => (persona.lead_classification ? [persona.lead_classification] : []),
    nameOf: (key) => CLASS_NAMES[key as keyof typeof CLASS_NAMES] ?? key,
    order: ["hot", "warm", "cold"],
  },
  confidence: {
    title: "Confidence",
    keysOf: ({ confidence }) => {
      const score = confidence?.score;
      return score == null
        ? []
        : BANDS.filter(({ from }) => score >= from)
            .slice(0, 1)
            .map(({ key }) => key);
    },
    nameOf: (key) => BAND_NAMES[key] ?? key,
    order: BANDS.map(({ key }) => key),
  },
};

export const FACET_NAMES = Object.keys(FACETS) as FacetName[];

/** The keys under which a value is counted: each option chosen; of a ranking, all are ranked, so only the first. */
function valueKeys(value: ProspectResponse["value"]): readonly string[] {
  if (value === null) return [];
  return Array.isArray(value) ? value : [String(value)];
}

/** The same facets with what is particular to one question: a ranking counts who is put first. */
export function keysIn(name: FacetName, response: ProspectResponse, ranked: boolean): readonly string[] {
  const keys = FACETS[name].keysOf(response);
  return name === "value" && ranked ? keys.slice(0, 1) : keys;
}

export function matches(response: ProspectResponse, filter: FacetFilter, ranked = false): boolean {
  return FACET_NAMES.every((name) => {
    const wanted = filter[name];
    return wanted === undefined || keysIn(name, response, ranked).includes(wanted);
  });
}

export interface FacetChoice {
  key: string;
  name: string;
  count: number;
}

/** What can be chosen of a facet, with how many of `responses` each leaves. */
export function choicesOf(name: FacetName, responses: readonly ProspectResponse[], ranked = false): FacetChoice[] {
  const counts = new Map<string, number>();
  for (const response of responses) {
    for (const key of new Set(keysIn(name, response, ranked))) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const facet = FACETS[name];
  const { order } = facet;
  const choices = [...counts].map(([key, count]) => ({ key, name: facet.nameOf(key), count }));
  return order
    ? choices.sort((a, b) => order.indexOf(a.key) - order.indexOf(b.key))
    : choices.sort((a, b) => b.count - a.count || a.name.localeCompare(b.name, "en", { numeric: true }));
}
