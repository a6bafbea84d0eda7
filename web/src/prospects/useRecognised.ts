import { useEffect, useMemo, useState } from "react";
import type { ColumnUse, ImportReport } from "../api/wire";
import type { Mapping } from "./mapping";
import type { ChosenFile } from "./useDryRun";

/** What each column is taken for as long as nothing is chosen for it, by its name. */
export function useRecognised(chosen: ChosenFile | null, report: ImportReport | null, mapping: Mapping): ReadonlyMap<string, ColumnUse> {
  const [first, setFirst] = useState<{ chosen: ChosenFile; report: ImportReport } | null>(null);
  useEffect(() => {
    if (chosen && report && (first?.chosen !== chosen || Object.keys(mapping).length === 0)) setFirst({ chosen, report });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- a mapping that is chosen later says nothing of what was recognised
  }, [chosen, report]);
  return useMemo(() => new Map(first?.report.columns.map((column) => [column.name, column])), [first]);
}
