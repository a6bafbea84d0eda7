import { useCallback, useEffect, useState } from "react";
import { asFailure, isAbort, type ApiFailure } from "../api/client";

export interface Loaded<T> {
  /** The latest data; while other data is being fetched, still the former. */
  data: T | null;
  failure: ApiFailure | null;
  loading: boolean;
  reload: () => void;
}

/** Loads whenever `key` changes or on `reload`; a slow answer to an old key never overwrites a newer one. */
export function useLoaded<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [state, setState] = useState<Omit<Loaded<T>, "reload">>({ data: null, failure: null, loading: true });
  const [round, setRound] = useState(0);

  useEffect(() => {
    const controller = new AbortController();
    setState((current) => ({ ...current, loading: true }));
    load(controller.signal).then(
      (data) => {
        if (!controller.signal.aborted) setState({ data, failure: null, loading: false });
      },
      (error: unknown) => {
        if (!controller.signal.aborted && !isAbort(error)) {
          setState((current) => ({ ...current, failure: asFailure(error), loading: false }));
        }
      },
    );
    return () => controller.abort();
    // `load` is rebuilt with each rendering; `key` names everything it depends on.
  }, [key, round]);

  const reload = useCallback(() => setRound((current) => current + 1), []);
  return { ...state, reload };
}

/** `value`, once it has stood still for `delayMs`. */
export function useSettled<T>(value: T, delayMs: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), delayMs);
    return () => clearTimeout(timer);
  }, [value, delayMs]);
  return settled;
}
