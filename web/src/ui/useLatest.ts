import { useState } from "react";

/**
 * What was read last within `scope`, perhaps for an earlier key than the one that is read now: a list stays in sight
 * while the next one is on its way. Whoever shows it says that it waits.
 */
export function useLatest<T>(data: T | undefined, scope: unknown = null): T | undefined {
  const [held, setHeld] = useState({ data, scope });
  const latest = data ?? (held.scope === scope ? held.data : undefined);
  if (held.data !== latest || held.scope !== scope) setHeld({ data: latest, scope });
  return latest;
}
