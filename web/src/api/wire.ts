// What travels between this page and the service. The types are made from the service's own models (`npm run wire`);
// here are the names that the page has for them.

import type { components } from "./schema";

type Models = components["schemas"];

export type LeadClassification = Models["LeadClassification"];
export type SessionStatus = Models["SessionStatus"];
export type SummaryStyle = Models["SummaryStyle"];
export type QuestionKind = Models["QuestionKind"];
export type ScaleName = Models["ScaleName"];
export type ScaleMethod = Models["ScaleMethod"];
export type RecordKind = Models["RecordKind"];
export type Sentiment = Models["Sentiment"];
export type Intensity = Models["Intensity"];
export type EventType = Models["EventType"];
/** An option; a scale's point, 1 to 5; or several options, best first where they were ranked. */
export type Value = NonNullable<ProspectResponse["value"]>;
/** A moment in UTC, ISO 8601 with milliseconds and `Z`. */
export type Timestamp = string;

export type PersonaBase = Models["PersonaBase"];
export type Prospect = Models["ProspectDetail"];
export type ProspectList = Models["ProspectListResponse"];
export type ProspectIds = Models["ProspectIdsResponse"];
/** What all pages of a list have. */
export type Page = Pick<ProspectList, "total_count" | "page" | "page_size" | "total_pages">;

export type RejectedRow = Models["RejectedRow"];
export type ColumnUse = Models["ColumnUseView"];
export type ImportedFile = Models["ImportedFile"];
export type ImportReport = Models["ImportResponse"];

export type QuestionSubmitRequest = Models["QuestionSubmitRequest"];
export type QuestionSubmitResponse = Models["QuestionSubmitResponse"];
export type Budget = Models["BudgetView"];
export type Estimate = Models["EstimateView"];

export type Interval = Models["IntervalView"];
export type Usage = Models["UsageView"];
export type RecordEntry = Models["RecordEntry"];
export type Contradiction = Models["ContradictionEntry"];
export type Analysis = Models["ProspectAnalysis"];
export type Confidence = Models["ConfidenceView"];
export type ProspectResponse = Models["ProspectResponse"];
export type FailedProspect = Models["FailedProspectEntry"];

export type Evidence = Models["QuoteEvidence"];
export type ProspectQuote = Models["ProspectQuote"];
export type InsightSupport = Models["InsightSupport"];
export type ThemeCount = Models["ThemeEntry"];
export type GroupFigure = Models["GroupEntry"];
export type Difference = Models["DifferenceEntry"];
export type FocusFinding = Models["FocusEntry"];
export type SessionSummary = Models["SessionSummary"];
export type RegenerateSummaryRequest = Models["RegenerateSummaryRequest"];

export type OptionCount = Models["OptionCountEntry"];
export type QuestionResults = Models["QuestionResultsView"];
export type QuestionSession = Models["QuestionSessionView"];
export type SessionList = Models["SessionListResponse"];
export type CancelSessionResponse = Models["CancelSessionResponse"];
export type ResponseUpdateNotification = Models["ResponseUpdateNotification"];

export type OutcomeRequest = Models["OutcomeRequest"];
export type Outcome = Models["OutcomeView"];
export type OutcomeList = Models["OutcomeListResponse"];
export type Compared = Models["Compared"];
export type KindFidelity = Models["KindFidelityView"];
export type Fidelity = Models["FidelityResponse"];

export type Quota = Models["QuotaView"];
export type Me = Models["WhoAmI"];
export type APIError = Models["APIError"];
