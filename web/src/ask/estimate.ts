// An estimate in a few words.

import type { Budget, Estimate } from "../api/wire";
import { dollars, tokens } from "../ui/figures";
import { plural } from "../ui/format";

/** Two digits are all an estimate knows. */
export function rounded(count: number): number {
  if (count < 100) return count;
  const unit = 10 ** (Math.floor(Math.log10(count)) - 1);
  return Math.round(count / unit) * unit;
}

export function tokensText({ input_tokens, output_tokens }: Pick<Estimate, "input_tokens" | "output_tokens">): string {
  return `${tokens(rounded(input_tokens + output_tokens))} tokens`;
}

export function costText({ cost_usd }: Pick<Estimate, "cost_usd">): string {
  if (cost_usd === null) return "price unknown";
  return cost_usd === 0 ? "free" : dollars(cost_usd);
}

export function budgetText({ left_usd, enough }: Pick<Budget, "left_usd" | "enough">): string {
  return `${enough ? "" : "That is more than the "}${dollars(left_usd)} left of what may be spent.`;
}

export function durationText(seconds: number): string {
  if (seconds < 90) return plural(Math.max(1, Math.round(seconds)), "second");
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? plural(minutes, "minute") : `${(seconds / 3600).toFixed(1)} hours`;
}
