import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId } from "react";

/** Something that a button does. A second press while it runs does nothing: what costs money is not done twice. */
export function useCommand(perform: () => Promise<void>) {
  const client = useQueryClient();
  const mutationKey = [useId()];
  const { mutate, isPending: running, error: failure, reset: forget } = useMutation({ mutationKey, mutationFn: perform });
  const run = () => {
    if (client.isMutating({ mutationKey }) === 0) mutate();
  };
  return { run, running, failure, forget };
}
