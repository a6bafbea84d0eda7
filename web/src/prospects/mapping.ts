// What the columns of a file mean, as the service reads it: "Column=field", with codes after a colon where there are any.

export interface ColumnChoice {
  /** A field, KEEP or LEAVE_OUT. */
  target: string;
  /** What coded values stand for: "1=male, 0=female"; blank when they stand for themselves. */
  codes: string;
}

export interface Mapping {
  /** By column; a column that is not in it is left to the service, which goes by its name. */
  columns: Readonly<Record<string, ColumnChoice>>;
  /** For a file without ids: they are made of this and the row's number. */
  idPrefix: string | null;
}

export const EMPTY_MAPPING: Mapping = { columns: {}, idPrefix: null };

export const KEEP = "attributes";
export const LEAVE_OUT = "-";

export const TARGETS: readonly { value: string; name: string }[] = [
  { value: "lead_id", name: "Lead id" },
  { value: "full_name", name: "Full name" },
  { value: "first_name", name: "First name" },
  { value: "last_name", name: "Last name" },
  { value: "lead_classification", name: "Classification (hot, warm, cold)" },
  { value: "age", name: "Age" },
  { value: "birth_date", name: "Date of birth" },
  { value: "occupation", name: "Occupation" },
  { value: "gender", name: "Gender" },
  { value: "marital_status", name: "Marital status" },
  { value: "education_level", name: "Education" },
  { value: "annual_income", name: "Income" },
  { value: "notes", name: "Notes" },
  { value: "transcripts", name: "Transcripts" },
  { value: KEEP, name: "A further fact, by the column’s name" },
  { value: LEAVE_OUT, name: "Nowhere: leave it out" },
];

/** The `map` parameters of an import. */
export function mapTexts(mapping: Mapping): string[] {
  const texts = Object.entries(mapping.columns).map(([column, { target, codes }]) => {
    const goal = target === KEEP ? `${KEEP}.${escaped(column)}` : target;
    const meaning = codes.trim() && target !== LEAVE_OUT ? `:${codes.trim().replaceAll(";", "\\;")}` : "";
    return `${escaped(column)}=${goal}${meaning}`;
  });
  return mapping.idPrefix === null ? texts : [...texts, `#=lead_id:*=${escaped(mapping.idPrefix)}{}`];
}

const escaped = (text: string): string => text.replace(/[;=:,]/g, "\\$&");

/** A prefix for ids that says where they come from: "Term Life.csv" gives "TERM-LIFE-". */
export function prefixFrom(fileName: string): string {
  const stem = fileName.replace(/\.[^.]*$/, "");
  const words = stem.toUpperCase().match(/[\p{L}\p{N}]+/gu) ?? ["ROW"];
  return `${words.join("-").slice(0, 24)}-`;
}
