// What travels between this page and the service: the Q&A API's models, field by field.

export type LeadClassification = "hot" | "warm" | "cold";
export type SessionStatus = "pending" | "in_progress" | "completed" | "failed";
export type SummaryStyle = "concise" | "detailed" | "bullet_points";

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
  /** Values that the field could not take; they were kept as an attribute. */
  not_understood: number;
}

/** `rows` = `created` + `updated` + `unchanged` + `repeated` + `rejected_count`. */
export interface ImportReport {
  rows: number;
  created: number;
  updated: number;
  unchanged: number;
  /** Rows whose id an earlier row had; the later one won. */
  repeated: number;
  rejected_count: number;
  /** The first of them. */
  rejected: RejectedRow[];
  columns: ColumnUse[];
}

export interface QuestionSubmitRequest {
  question: string;
  prospect_ids: string[];
  image_base64?: string;
  image_mime_type?: string;
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
