import { useCallback, useRef, useState } from "react";
import { asFailure, type ApiFailure } from "../api/client";

/** Something a button does: whether it is under way, and how it failed. A second press while it runs does nothing. */
export function useAction<A extends unknown[]>(perform: (...args: A) => Promise<void>) {
  const [running, setRunning] = useState(false);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const latest = useRef(perform);
  latest.current = perform;
  const busy = useRef(false);

  const run = useCallback(async (...args: A) => {
    if (busy.current) return;
    busy.current = true;
    setRunning(true);
    setFailure(null);
    try {
      await latest.current(...args);
    } catch (error) {
      setFailure(asFailure(error));
    } finally {
      busy.current = false;
      setRunning(false);
    }
  }, []);

  const forget = useCallback(() => setFailure(null), []);
  return { run, running, failure, forget };
}
