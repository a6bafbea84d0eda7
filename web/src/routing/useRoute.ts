import { useMemo, useSyncExternalStore } from "react";
import { parseRoute, type Route } from "./route";

function subscribe(onChange: () => void) {
  window.addEventListener("hashchange", onChange);
  window.addEventListener("popstate", onChange);
  return () => {
    window.removeEventListener("hashchange", onChange);
    window.removeEventListener("popstate", onChange);
  };
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  return useMemo(() => parseRoute(hash), [hash]);
}

export function navigate(href: string): void {
  window.location.hash = href;
}

/** Changes the address without a new step in the history: a filter being typed is not a place to go back to. */
export function replaceAddress(href: string): void {
  history.replaceState(null, "", href);
  window.dispatchEvent(new PopStateEvent("popstate"));
}
