// How the page reads and writes through TanStack Query: what is tried again, and what is forgotten when.

import { MutationCache, QueryClient, type QueryFunctionContext } from "@tanstack/react-query";
import { ApiFailure } from "./client";

declare module "@tanstack/react-query" {
  interface Register {
    defaultError: ApiFailure;
  }
}

const TRIED_AGAIN = 2;

export function newQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: "always", // the service may run on this very machine
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < TRIED_AGAIN && error instanceof ApiFailure && error.mayPass,
      },
      mutations: { networkMode: "always" },
    },
    mutationCache: new MutationCache({
      // After a write, nothing that was read before it is shown as if it were still so.
      onSuccess: () => {
        client.removeQueries({ type: "inactive" });
        void client.invalidateQueries();
      },
    }),
  });
  return client;
}

/** Waits until typing has paused. The very first query of its name waits for nothing: nobody has typed yet. */
export async function typingPause({ client, queryKey, signal }: QueryFunctionContext, ms: number): Promise<void> {
  const ofThatName = client.getQueryCache().findAll({ queryKey: queryKey.slice(0, 1) });
  if (ofThatName.length === 1 || client.getQueryData(queryKey) !== undefined) return;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(new DOMException("The next key was pressed.", "AbortError"));
    });
  });
}
