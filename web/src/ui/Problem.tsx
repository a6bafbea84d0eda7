import type { ReactNode } from "react";

interface ProblemProps {
  /** The service's own words. */
  message: string;
  /** The way out: tries again. */
  onRetry?: (() => void) | undefined;
  children?: ReactNode;
}

export function Problem({ message, onRetry, children }: ProblemProps) {
  return (
    <div className="problem" role="alert">
      <p>{message}</p>
      {(onRetry || children) && (
        <div className="row">
          {onRetry && (
            <button type="button" className="button small" onClick={onRetry}>
              Try again
            </button>
          )}
          {children}
        </div>
      )}
    </div>
  );
}
