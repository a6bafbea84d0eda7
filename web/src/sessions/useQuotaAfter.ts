import { useEffect, useRef } from "react";
import { useWorkspace } from "../workspace/workspace";

/** What was not answered is given back to the quota when a session ends. */
export function useQuotaAfter(ended: boolean) {
  const { refreshMe } = useWorkspace();
  const wasRunning = useRef(!ended);
  useEffect(() => {
    if (ended && wasRunning.current) void refreshMe();
    wasRunning.current = !ended;
  }, [ended, refreshMe]);
}
