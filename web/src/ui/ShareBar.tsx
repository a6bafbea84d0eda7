import type { Interval } from "../api/wire";
import { percent, percentRange } from "./figures";

interface ShareBarProps {
  share: number;
  /** Drawn over the bar's end: how far chance may have moved it. */
  interval?: Interval | null | undefined;
  tone?: string;
}

/** A share as a bar; read aloud, it says the figure. */
export function ShareBar({ share, interval, tone = "plain" }: ShareBarProps) {
  const said = interval ? `${percent(share)}, 95% interval ${percentRange(interval)}` : percent(share);
  return (
    <svg className={`bar-track ${tone}`} role="img" aria-label={said}>
      <rect className="bar-back" width="100%" height="100%" rx="4" />
      <rect className="bar-fill" width={`${share * 100}%`} height="100%" rx="4" />
      {interval && interval.high > interval.low && (
        <line className="bar-range" x1={`${interval.low * 100}%`} x2={`${interval.high * 100}%`} y1="50%" y2="50%" />
      )}
    </svg>
  );
}
