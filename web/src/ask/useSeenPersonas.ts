import { useEffect, useState } from "react";
import type { PersonaBase } from "../api/wire";

/** Everyone listed so far: their values are offered when filtering, their names when ids come without. */
export function useSeenPersonas(prospects: readonly PersonaBase[] | undefined): ReadonlyMap<string, PersonaBase> {
  const [seen, setSeen] = useState<ReadonlyMap<string, PersonaBase>>(new Map());
  useEffect(() => {
    if (prospects?.length) {
      setSeen((current) => new Map([...current, ...prospects.map((one) => [one.lead_id, one] as const)]));
    }
  }, [prospects]);
  return seen;
}
