import { queryOptions, useQuery } from "@tanstack/react-query";
import { tryImport, type ImportWishes } from "../api/prospects";
import { typingPause } from "../api/queryClient";
import type { ApiFailure } from "../api/client";
import type { ImportReport } from "../api/wire";
import { useLatest } from "../ui/useLatest";

/** Typing is not to send the file with each letter. */
const PAUSE_MS = 400;

export interface ChosenFile {
  file: File;
  /** Tells one choice from the next, even of the same file: it may have changed, and so may what is stored. */
  choice: number;
}

export interface DryRun {
  /** What the last try that succeeded told; of wishes before these while `pending`. */
  report: ImportReport | null;
  failure: ApiFailure | null;
  /** These wishes have not been tried yet. */
  pending: boolean;
  retry: () => void;
}

const dryRunQuery = ({ file, choice }: ChosenFile, wishes: ImportWishes) =>
  queryOptions({
    queryKey: [`dry run ${choice}`, wishes],
    queryFn: async (context) => {
      await typingPause(context, PAUSE_MS);
      return tryImport(file, wishes, context.signal);
    },
    staleTime: "static", // the file is large, and says the same again
    retry: false,
  });

const NO_FILE: ChosenFile = { file: new File([], ""), choice: 0 };

/** Tries an import with each change of the wishes; the newest one counts. */
export function useDryRun(chosen: ChosenFile | null, wishes: ImportWishes): DryRun {
  const { data, error, isFetching, refetch } = useQuery({ ...dryRunQuery(chosen ?? NO_FILE, wishes), enabled: chosen !== null });
  const report = useLatest(data, chosen?.choice);
  return {
    report: (chosen && report) ?? null,
    failure: error,
    pending: chosen !== null && (isFetching || (data === undefined && !error)),
    retry: () => void refetch(),
  };
}
