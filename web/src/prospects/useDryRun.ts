import { useEffect, useState } from "react";
import { asFailure, isAbort, type ApiFailure } from "../api/client";
import { tryImport, type ImportWishes } from "../api/prospects";
import type { ImportReport } from "../api/wire";

/** Typing is not to send the file with each letter. */
const PAUSE_MS = 400;

export interface DryRun {
  /** What the last try that succeeded told; of wishes before these while `pending`. */
  report: ImportReport | null;
  failure: ApiFailure | null;
  /** These wishes have not been tried yet. */
  pending: boolean;
}

/** Tries an import with each change of the wishes; the newest one counts. */
export function useDryRun(file: File | null, wishes: ImportWishes): DryRun & { retry: () => void } {
  const [tried, setTried] = useState<{ file: File; content: string; report: ImportReport | null; failure: ApiFailure | null }>();
  const [attempt, setAttempt] = useState(0);
  const content = JSON.stringify([wishes, attempt]);

  useEffect(() => {
    if (!file) return;
    const abort = new AbortController();
    const isFirst = tried?.file !== file;
    const timer = setTimeout(
      () => {
        tryImport(file, wishes, abort.signal).then(
          (report) => setTried({ file, content, report, failure: null }),
          (error: unknown) => {
            if (isAbort(error)) return;
            setTried((last) => ({ file, content, report: last?.file === file ? last.report : null, failure: asFailure(error) }));
          },
        );
      },
      isFirst ? 0 : PAUSE_MS,
    );
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `content` holds all that the wishes say
  }, [file, content]);

  const known = file && tried?.file === file ? tried : undefined;
  return {
    report: known?.report ?? null,
    failure: known?.content === content ? known.failure : null,
    pending: file !== null && known?.content !== content,
    retry: () => setAttempt((count) => count + 1),
  };
}
