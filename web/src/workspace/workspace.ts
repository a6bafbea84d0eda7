// What every page may need: who is signed in, and the question being prepared.

import { createContext, useContext, type Dispatch } from "react";
import type { Me } from "../api/wire";
import type { Draft, DraftAction } from "./draft";

export interface Workspace {
  me: Me;
  refreshMe: () => Promise<void>;
  draft: Draft;
  changeDraft: Dispatch<DraftAction>;
}

export const WorkspaceContext = createContext<Workspace | null>(null);

export function useWorkspace(): Workspace {
  const workspace = useContext(WorkspaceContext);
  if (!workspace) throw new Error("useWorkspace outside of WorkspaceContext");
  return workspace;
}
