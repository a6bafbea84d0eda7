// What travels between this page and the service: the Q&A API's models, field by field.

export type LeadClassification = "hot" | "warm" | "cold";
export type SessionStatus = "pending" | "in_progress" | "completed" | "failed";
export type SummaryStyle = "concise" | "detailed" | "bullet_points";
export type QuestionKind = "free_text" | "single_choice" | "multiple_choice" | "scale" | "ranking";
export type ScaleName = "purchase_intent" | "agreement";
/** How a point of a scale is read out of an answer: named by a model, or by likeness to anchor statements. */
export type ScaleMethod = "direct" | "similarity";
/** An option; a scale's point, 1 to 5; or several options, best first where they were ranked. */
export type Value = string | number | string[];

/** A moment in UTC, ISO 8601 with milliseconds and `Z`. */
export type Timestamp = string;

export interface PersonaBase {
  lead_id: string;
  lead_classification?: LeadClassification | null;
  full_name?: string | null;
  age?: string | null;
  occupation?: string | null;
  gender?: string | null;
  marital_status?: string | null;
  education_level?: string | null;
  annual_income?: string | null;
  profile_image_url?: string | null;
}

export interface Prospect extends PersonaBase {
  attributes: Record<string, string>;
  notes: string[];
  transcripts: string[];
  created_at: Timestamp;
  updated_at: Timestamp;
}

export interface Page {
  total_count: number;
  page: number;
  page_size: number;
  total_pages: number;
}

export interface ProspectList extends Page {
  prospects: PersonaBase[];
}

export interface ProspectIds {
  /** At most as many as one session may ask. */
  lead_ids: string[];
  total_count: number;
}

export interface RejectedRow {
  line: number;
  reason: string;
}

export interface ColumnUse {
  name: string;
  /** A field, `notes`, `transcripts`, `attributes.<name>`, or `dropped`. */
  becomes: string;
  by: "name" | "map" | "rest";
  /** The same in words. */
  why: string;
  /** Values that could not be read as what the field holds; they are kept as they were written. */
  not_understood: number;
  /** Of a dry run: the first few different values. */
  samples: string[];
  /** Of a dry run: values that were not understood. */
  examples: string[];
}

/** What the file was taken for. */
export interface ImportedFile {
  format: string;
  encoding: string | null;
  encoding_guessed: boolean;
  delimiter: string | null;
  sheet: string | null;
  remarks: string[];
}

/** `rows` = `created` + `updated` + `unchanged` + `repeated` + `rejected_count`. */
export interface ImportReport {
  rows: number;
  created: number;
  updated: number;
  unchanged: number;
  /** Rows about a prospect whom an earlier row was about; the later one won. */
  repeated: number;
  /** The first of them. */
  repeated_rows: { line: number }[];
  rejected_count: number;
  /** The first of them. */
  rejected: RejectedRow[];
  /** Of all of them; the most frequent first. */
  rejected_reasons: { reason: string; rows: number }[];
  without_name: number;
  warnings: string[];
  /** Of a dry run: why the import would be refused as a whole. It is among the warnings, too. */
  refused?: string | null;
  /** Nothing was stored: this is what would happen. */
  dry_run: boolean;
  columns: ColumnUse[];
  file: ImportedFile;
}

export interface QuestionSubmitRequest {
  question: string;
  prospect_ids: string[];
  image_base64?: string;
  image_mime_type?: string;
  context?: Record<string, unknown>;
  question_kind?: QuestionKind;
  options?: string[];
  scale?: ScaleName;
  scale_method?: ScaleMethod;
  parent_session_id?: string;
}

export interface QuestionSubmitResponse {
  session_id: string;
  status: SessionStatus;
  message: string;
  created_at: Timestamp;
  total_prospects: number;
  /** Seconds. */
  estimated_completion_time?: number | null;
}

/** An estimate with its 95% interval. */
export interface Interval {
  estimate: number;
  low: number;
  high: number;
}

/** What model calls took; null where the provider does not say, or the price is not known. */
export interface Usage {
  input_tokens: number | null;
  output_tokens: number | null;
  cost_usd: number | null;
  calls: number;
}

export type RecordKind = "fact" | "note" | "transcript" | "exchange" | "context" | "image";

/** A piece of what the twin was given. */
export interface RecordEntry {
  id: string;
  kind: RecordKind;
  /** A field's or attribute's name, a key of the context; empty where it has no name. */
  label: string;
  text: string;
}

/** Words of an answer, verbatim, that go against a fact. */
export interface Contradiction {
  record_id: string;
  fact: string;
  words: string;
}

export type Sentiment = "positive" | "neutral" | "negative" | "mixed";
export type Intensity = "low" | "medium" | "high";

/** The codes of one answer. */
export interface Analysis {
  sentiment: Sentiment;
  /** 1 strongly against, 3 undecided, 5 strongly for. */
  stance: number | null;
  intensity: Intensity | null;
  objections: string[];
  themes: string[];
  /** Telling words of the answer, verbatim. */
  quote: string | null;
  model: string;
}

/** What `confidence_score` is made of; null where it was not measured. */
export interface Confidence {
  score: number | null;
  /** Whether the score is the share of such answers that came true for real people. */
  calibrated: boolean;
  agreement: number | null;
  draws: number;
  closeness: number | null;
  evidence_coverage: number | null;
  label_probability: number | null;
}

export interface ProspectResponse {
  persona: PersonaBase;
  answer: string;
  answered_at: Timestamp;
  /** 0 to 1; null while there is nothing to base it on. */
  confidence_score?: number | null;
  /** The name of the model that answered. */
  model: string;
  event_id: number;
  synthetic: true;
  /** What was chosen, rated or ranked; null for free text, and where no value could be read. */
  value: Value | null;
  evidence: RecordEntry[];
  /** Whether the model named the evidence, or code found it by shared words. */
  evidence_method: "stated" | "matched" | null;
  assumptions: string[];
  contradictions: Contradiction[];
  /** Null until the answer has been coded, which is done by the session's end. */
  analysis: Analysis | null;
  confidence: Confidence | null;
  usage: Usage | null;
}

/** The limits on costs, in US dollars, and what is left of them for a session. */
export interface Budget {
  session_limit_usd: number | null;
  day_limit_usd: number | null;
  /** Spent or set aside today. */
  day_used_usd: number;
  left_usd: number;
  enough: boolean;
}

/** What a session would take: its answers, their codes and its summary. */
export interface Estimate {
  model: string;
  total_prospects: number;
  calls: number;
  /** Pictures included. */
  input_tokens: number;
  output_tokens: number;
  image_tokens: number;
  /** Null where a model's price is not known; 0 where the model runs with the service. */
  cost_usd: number | null;
  price: { source: string; input_usd_per_mtok: number; output_usd_per_mtok: number } | null;
  /** Null until a worker has answered something lately. */
  estimated_seconds: number | null;
  quota: { limit: number; used: number; remaining: number; enough: boolean };
  /** Null where costs are not limited. */
  budget: Budget | null;
  /** What the figures rest on. */
  notes: string[];
}

export interface FailedProspect {
  lead_id: string;
  error_code: string;
  message: string;
}

/** Words of one answer, verbatim, that an insight rests on. */
export interface Evidence {
  /** The place in `key_insights` of the insight that rests on it, from 0. */
  insight_index: number;
  lead_id: string;
  quote: string;
}

export interface ProspectQuote {
  lead_id: string;
  /** Words of that prospect's answer, verbatim. */
  quote: string;
}

/** A statement and whom it rests on. */
export interface InsightSupport {
  text: string;
  lead_ids: string[];
  quotes: ProspectQuote[];
}

export interface ThemeCount {
  theme: string;
  /** How many people speak of it, each counted once. */
  prospects: number;
  /** Of all who answered. */
  share: Interval;
  sentiments: Record<string, number>;
  quotes: ProspectQuote[];
}

export interface GroupFigure {
  value: string;
  answers: number;
  figure: Interval;
}

/** How answers differ between groups of people, held against chance. */
export interface Difference {
  field: string;
  measure: string;
  groups: GroupFigure[];
  p_value: number;
  is_larger_than_chance: boolean;
  text: string;
}

/** What was said of a focus area; nobody spoke of it where `lead_ids` is empty. */
export interface FocusFinding {
  focus_area: string;
  lead_ids: string[];
  quotes: ProspectQuote[];
}

export interface SessionSummary {
  summary_text: string;
  key_insights: string[];
  /** Label to number of answers. */
  sentiment_distribution: Record<string, number>;
  common_themes: string[];
  generated_at: Timestamp;
  evidence: Evidence[];
  /** The name of the model that wrote it. */
  model: string;
  style: SummaryStyle;
  /** Label to share of the answers that could be coded. */
  sentiment_shares: Record<string, Interval>;
  themes: ThemeCount[];
  /** `key_insights` in their order. */
  insight_support: InsightSupport[];
  dissent: InsightSupport[];
  differences: Difference[];
  focus: FocusFinding[];
  usage: Usage | null;
}

/** An option, or a scale's point "1" to "5". */
export interface OptionCount {
  option: string;
  /** Answers that chose it; in a ranking, that put it first. */
  count: number;
  /** Of the answers with a value. */
  share: Interval;
  /** What a scale's point means. */
  label: string | null;
  /** In a ranking: 1 is best. */
  mean_rank: number | null;
}

export interface QuestionResults {
  kind: QuestionKind;
  answered: number;
  /** Answers out of which no value could be read. */
  without_value: number;
  counts: OptionCount[];
  /** Of a scale's points. */
  mean: Interval | null;
}

export interface QuestionSession {
  session_id: string;
  question: string;
  image_url?: string | null;
  target_prospects: PersonaBase[];
  status: SessionStatus;
  created_at: Timestamp;
  updated_at: Timestamp;
  completed_at?: Timestamp | null;
  responses: ProspectResponse[];
  summary?: SessionSummary | null;
  total_expected: number;
  total_responded: number;
  error_message?: string | null;
  failed_prospects: FailedProspect[];
  /** The newest event of this snapshot. */
  last_event_id: number;
  context: Record<string, unknown>;
  question_kind: QuestionKind;
  /** What could be chosen or ranked; of a scale what its points mean. */
  options: string[];
  scale: ScaleName | null;
  scale_method: ScaleMethod | null;
  /** The session that this one follows up. */
  parent_session_id: string | null;
  usage: Usage | null;
  /** Null for free text. */
  results?: QuestionResults | null;
}

export interface SessionList extends Page {
  sessions: QuestionSession[];
  active_sessions_count: number;
  completed_sessions_count: number;
}

export interface CancelSessionResponse {
  session_id: string;
  status: SessionStatus;
  message: string;
  cancelled_at: Timestamp;
}

export interface RegenerateSummaryRequest {
  focus_areas?: string[];
  summary_style: SummaryStyle;
}

export type EventType = "response_received" | "session_completed" | "session_failed";

export interface ResponseUpdateNotification {
  event_type: EventType;
  session_id: string;
  timestamp: Timestamp;
  /** The event's number in its session: 1, 2, 3 …, without gaps. */
  event_id: number;
  data?: Record<string, unknown> | null;
  new_response?: ProspectResponse | null;
  summary?: SessionSummary | null;
  progress?: { responded: number; total: number } | null;
}

export interface Quota {
  limit: number;
  used: number;
  resets_at: Timestamp;
}

export interface Me {
  tenant_id: string;
  model: string;
  sees_images: boolean;
  quota: Quota;
}

export interface APIError {
  error_code: string;
  message: string;
  details?: Record<string, unknown> | null;
  timestamp: Timestamp;
}
