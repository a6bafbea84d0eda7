// Signing in: by the key in the address the service prints, by the cookie of an earlier visit, or by a key typed in.

import { useCallback, useEffect, useRef, useState } from "react";
import * as api from "../api/access";
import { access, asFailure, type ApiFailure } from "../api/client";
import type { Me } from "../api/wire";
import { keyIn } from "../routing/route";

export type Access =
  | { state: "checking" }
  | { state: "signed-in"; me: Me }
  | { state: "signed-out"; running: boolean; failure: ApiFailure | null; expired: boolean }
  | { state: "unreachable"; failure: ApiFailure };

const SIGNED_OUT: Extract<Access, { state: "signed-out" }> = { state: "signed-out", running: false, failure: null, expired: false };

/** Takes the key out of the address bar, and with it out of the browser's history, before anything else happens. */
export function takeKey(): string | null {
  const key = keyIn(window.location.hash);
  if (key !== null) history.replaceState(null, "", window.location.pathname + window.location.search);
  return key;
}

export function useAccess(initialKey: string | null) {
  const [current, setCurrent] = useState<Access>({ state: "checking" });
  // Counts what was begun: a slow answer to a former attempt must not undo a later one.
  const attempt = useRef(0);

  const conclude = useCallback(async (mine: number, before: Promise<void>, refused: (failure: ApiFailure) => Access) => {
    let next: Access;
    try {
      await before;
      next = { state: "signed-in", me: await api.me() };
    } catch (error) {
      next = refused(asFailure(error));
    }
    if (mine === attempt.current) setCurrent(next);
  }, []);

  const check = useCallback(
    () =>
      conclude(++attempt.current, Promise.resolve(), (failure) =>
        failure.status === 401 ? SIGNED_OUT : { state: "unreachable", failure },
      ),
    [conclude],
  );

  const signIn = useCallback(
    (key: string) => {
      setCurrent((now): Access => (now.state === "signed-out" ? { ...now, running: true, failure: null } : { state: "checking" }));
      return conclude(++attempt.current, api.login(key), (failure) => ({ ...SIGNED_OUT, failure }));
    },
    [conclude],
  );

  const signOut = useCallback(async () => {
    await api.logout();
    attempt.current += 1;
    setCurrent(SIGNED_OUT);
  }, []);

  useEffect(() => {
    void (initialKey === null ? check() : signIn(initialKey));
  }, [initialKey, check, signIn]);

  useEffect(() => {
    // The printed link, pasted into a tab that is already open, changes only the fragment.
    const onHash = () => {
      const key = takeKey();
      if (key !== null) void signIn(key);
    };
    const onSignedOut = () => setCurrent((now) => (now.state === "signed-in" ? { ...SIGNED_OUT, expired: true } : now));
    window.addEventListener("hashchange", onHash);
    access.addEventListener("signed-out", onSignedOut);
    return () => {
      window.removeEventListener("hashchange", onHash);
      access.removeEventListener("signed-out", onSignedOut);
    };
  }, [signIn]);

  /** Fetches the quota anew; a failure leaves the old figure standing. */
  const refresh = useCallback(async () => {
    try {
      const me = await api.me();
      setCurrent((now) => (now.state === "signed-in" ? { state: "signed-in", me } : now));
    } catch {
      // The next request that matters tells what is wrong.
    }
  }, []);

  return { access: current, check, signIn, signOut, refresh };
}
