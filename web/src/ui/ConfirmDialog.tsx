import { useEffect, useId, useRef, type ReactNode } from "react";
import type { ApiFailure } from "../api/client";
import { Problem } from "./Problem";

interface ConfirmDialogProps {
  title: string;
  /** What the confirming button says: the deed, not "OK". */
  action: string;
  keep: string;
  running: boolean;
  failure: ApiFailure | null;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** Asks before something that can't be taken back. The focus starts on the harmless button. */
export function ConfirmDialog({ title, action, keep, running, failure, onConfirm, onClose, children }: ConfirmDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby={titleId} onClose={onClose}>
      <h2 id={titleId}>{title}</h2>
      <div className="prose">{children}</div>
      {failure && <Problem message={failure.message} />}
      <div className="row end">
        <button type="button" className="button" autoFocus onClick={() => dialog.current?.close()}>
          {keep}
        </button>
        <button type="button" className="button danger" disabled={running} onClick={onConfirm}>
          {action}
        </button>
      </div>
    </dialog>
  );
}
