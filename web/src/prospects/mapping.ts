// What the columns of a file mean, as the service reads it: "Column=field", with codes after a colon where there are any.

import type { ColumnUse } from "../api/wire";

export interface Code {
  value: string;
  meaning: string;
}

export interface ColumnChoice {
  /** A field, KEEP or LEAVE_OUT. */
  target: string;
  /** What values stand for that don't stand for themselves. */
  codes: readonly Code[];
}

/** By column; a column that is not in it is left to the service, which goes by its name. */
export type Mapping = Readonly<Record<string, ColumnChoice>>;

export const KEEP = "attributes";
export const LEAVE_OUT = "-";

export const TARGETS: readonly { value: string; name: string }[] = [
  { value: "lead_id", name: "Id" },
  { value: "full_name", name: "Full name" },
  { value: "first_name", name: "First name" },
  { value: "middle_name", name: "Middle name" },
  { value: "last_name", name: "Last name" },
  { value: "name_suffix", name: "Name suffix" },
  { value: "lead_classification", name: "Classification (hot, warm, cold)" },
  { value: "age", name: "Age" },
  { value: "birth_date", name: "Date of birth" },
  { value: "occupation", name: "Occupation" },
  { value: "gender", name: "Gender" },
  { value: "marital_status", name: "Marital status" },
  { value: "education_level", name: "Education" },
  { value: "annual_income", name: "Income a year" },
  { value: "profile_image_url", name: "Picture’s address" },
  { value: "notes", name: "Notes" },
  { value: "transcripts", name: "Transcripts" },
  { value: KEEP, name: "A further fact, by the column’s name" },
  { value: LEAVE_OUT, name: "Nowhere: leave it out" },
];

const NAMES = new Map(TARGETS.map(({ value, name }) => [value, name]));

/** Where a column goes, in words: what the service calls `becomes`. */
export function placeOf(becomes: string): string {
  if (becomes.startsWith("attributes.")) return "A further fact";
  if (becomes === "dropped") return "Left out";
  return NAMES.get(becomes) ?? becomes;
}

/** The same mapping with another target for a column; none leaves the column to the service again. */
export function withTarget(mapping: Mapping, column: string, target: string): Mapping {
  const { [column]: former, ...rest } = mapping;
  return target ? { ...rest, [column]: { target, codes: target === LEAVE_OUT ? [] : (former?.codes ?? []) } } : rest;
}

/** The same mapping with codes for a column, which stays in the place where it is. */
export function withCodes(mapping: Mapping, column: Pick<ColumnUse, "name" | "becomes">, codes: readonly Code[]): Mapping {
  const place = column.becomes.startsWith("attributes.") ? KEEP : column.becomes;
  return { ...mapping, [column.name]: { target: mapping[column.name]?.target ?? place, codes } };
}

/** The `map` parameters of an import. */
export function mapTexts(mapping: Mapping): string[] {
  return Object.entries(mapping).map(([column, { target, codes }]) => {
    const goal = target === KEEP ? `${KEEP}.${escaped(column)}` : target;
    const meanings = codes
      .filter(({ value }) => value.trim())
      .map(({ value, meaning }) => `${escaped(value.trim())}=${escaped(meaning.trim())}`);
    return `${escaped(column)}=${goal}${meanings.length > 0 ? `:${meanings.join(",")}` : ""}`;
  });
}

const escaped = (text: string): string => text.replace(/[;=:,]/g, "\\$&");
