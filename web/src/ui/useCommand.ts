import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId } from "react";
import { asFailure } from "../api/client";

/** Something that a button does. A second press while it runs does nothing: what costs money is not done twice. */
export function useCommand(perform: () => Promise<void>) {
  const client = useQueryClient();
  const mutationKey = [useId()];
  const { mutate, isPending: running, error, reset: forget } = useMutation({ mutationKey, mutationFn: perform });
  const run = () => {
    if (client.isMutating({ mutationKey }) === 0) mutate();
  };
  // Not all that can go wrong comes from the service: a file may have become unreadable.
  const failure = error && asFailure(error);
  return { run, running, failure, forget };
}
