// What the service's codes are called on the page.

import type { Confidence, Intensity, LeadClassification, RecordKind, Sentiment, Value } from "../api/wire";
import { percent } from "./figures";

export const SENTIMENT_NAMES: Record<Sentiment, string> = {
  positive: "Positive",
  mixed: "Mixed",
  neutral: "Neutral",
  negative: "Negative",
};

export const CLASS_NAMES: Record<LeadClassification, string> = { hot: "Hot", warm: "Warm", cold: "Cold" };

export const STANCE_NAMES: readonly string[] = ["strongly against", "against", "undecided", "for", "strongly for"];

/** A stance is 1 to 5. */
export const stanceName = (stance: number): string => STANCE_NAMES[stance - 1] ?? String(stance);

export const INTENSITY_NAMES: Record<Intensity, string> = {
  low: "no strong feelings",
  medium: "some feeling",
  high: "strong feelings",
};

const RECORD_NAMES: Record<RecordKind, string> = {
  fact: "Fact",
  note: "Note",
  transcript: "Transcript",
  exchange: "Earlier answer",
  context: "Context",
  image: "Image",
};

/** "Fact · Marital status" */
export function recordName({ kind, label }: { kind: RecordKind; label: string }): string {
  const name = label.replaceAll("_", " ").trim();
  return name ? `${RECORD_NAMES[kind]} · ${name.charAt(0).toUpperCase()}${name.slice(1)}` : RECORD_NAMES[kind];
}

/** What was chosen, in words; `labels` are what a scale's points mean, lowest first. */
export function valueText(value: Value, labels: readonly string[] = []): string {
  if (typeof value === "number") return labels[value - 1] ? `${value} of 5, ${labels[value - 1]}` : `${value} of 5`;
  return typeof value === "string" ? value : value.length > 0 ? value.join(", ") : "none of them";
}

/** What the score is, in a sentence: nobody should take a raw number for a probability. */
export function confidenceMeaning({ score, calibrated, ceiling }: Confidence): string {
  if (score === null) return "Nothing was measured that a score could rest on.";
  if (calibrated) {
    return `Of answers like this one, about ${Math.round(score * 100)} in 100 came true for the real people they stood for.`;
  }
  const most = Math.round((ceiling ?? 1) * 100);
  return (
    `None of your own people’s answers stand behind this yet. Twins of other people (Twin-2K-500), who were asked such ` +
    `questions too, were right in ${most} of 100 at most, even where they were surest.`
  );
}

/** The components that were measured, by name. */
export function confidenceParts(confidence: Confidence): { name: string; figure: string }[] {
  const { agreement, draws, closeness, evidence_coverage, label_probability } = confidence;
  const parts = [
    { name: `Agreement of ${draws} draws`, value: agreement },
    { name: "Closeness of the draws", value: closeness },
    { name: "Question covered by the record", value: evidence_coverage },
    { name: "Model’s own certainty", value: label_probability },
  ];
  return parts.flatMap(({ name, value }) => (value === null ? [] : [{ name, figure: percent(value) }]));
}
