// Shares, ranges, tokens and money, as a reader wants them.

import type { Interval, Usage } from "../api/wire";

/** 0.274 is "27%". Never 0% or 100% for what is neither. */
export function percent(share: number): string {
  if (share > 0 && share < 0.005) return "<1%";
  if (share < 1 && share > 0.995) return ">99%";
  return `${Math.round(share * 100)}%`;
}

/** The interval of a share: "19–36%". */
export function percentRange({ low, high }: Interval): string {
  return `${Math.round(low * 100)}–${Math.round(high * 100)}%`;
}

/** "3.6 (3.2–4.0)" */
export function meanWithRange({ estimate, low, high }: Interval): string {
  return `${estimate.toFixed(1)} (${low.toFixed(1)}–${high.toFixed(1)})`;
}

/** Money of small amounts: cents are too coarse for what one answer costs. */
export function dollars(amount: number): string {
  if (amount === 0) return "$0";
  if (amount < 0.0001) return "less than $0.0001";
  return `$${amount.toFixed(amount < 0.1 ? 4 : 2)}`;
}

export function tokens(count: number): string {
  return count < 100_000 ? count.toLocaleString("en") : `${(count / 1000).toLocaleString("en", { maximumFractionDigits: 0 })}k`;
}

/** "812 tokens in, 96 out, $0.0004"; null when no model was called. */
export function usageText(usage: Usage | null | undefined): string | null {
  if (!usage || usage.calls === 0) return null;
  const { input_tokens: given, output_tokens: written, cost_usd: cost } = usage;
  const counted = given === null && written === null ? "tokens not told" : `${tokens(given ?? 0)} tokens in, ${tokens(written ?? 0)} out`;
  return `${counted}, ${cost === null ? "price unknown" : dollars(cost)}`;
}
