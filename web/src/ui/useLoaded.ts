import { useCallback, useEffect, useState } from "react";
import { asFailure, isAbort, type ApiFailure } from "../api/client";

export interface Loaded<T> {
  /** What belongs to this key; null until it is here. */
  data: T | null;
  /** What was loaded last, perhaps for an earlier key: only for what says that it waits for other data. */
  latest: T | null;
  failure: ApiFailure | null;
  loading: boolean;
  reload: () => void;
}

interface Held<T> {
  latest: T | null;
  latestKey: string | null;
  failure: ApiFailure | null;
  /** The key of the last load that ended, well or not. */
  answeredKey: string | null;
  reloading: boolean;
}

/** Loads whenever `key` changes or on `reload`; what was loaded for one key is never taken for another's. */
export function useLoaded<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [held, setHeld] = useState<Held<T>>({
    latest: null,
    latestKey: null,
    failure: null,
    answeredKey: null,
    reloading: false,
  });
  const [round, setRound] = useState(0);

  useEffect(() => {
    const controller = new AbortController();
    setHeld((current) => ({ ...current, reloading: true }));
    load(controller.signal).then(
      (latest) => {
        if (controller.signal.aborted) return;
        setHeld({ latest, latestKey: key, failure: null, answeredKey: key, reloading: false });
      },
      (error: unknown) => {
        if (controller.signal.aborted || isAbort(error)) return;
        setHeld((current) => ({ ...current, failure: asFailure(error), answeredKey: key, reloading: false }));
      },
    );
    return () => controller.abort();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `load` is rebuilt with each rendering; `key` names everything it depends on
  }, [key, round]);

  const reload = useCallback(() => setRound((current) => current + 1), []);
  // By the key itself: an effect comes too late, one picture would still show the old data under the new key.
  const answered = held.answeredKey === key;
  return {
    data: held.latestKey === key ? held.latest : null,
    latest: held.latest,
    failure: answered ? held.failure : null,
    loading: !answered || held.reloading,
    reload,
  };
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
