// For tests: something the service could send, made by one call, with what matters to the test given.

import type { Analysis, Confidence, Interval, PersonaBase, ProspectResponse, QuestionSession, SessionSummary } from "../api/wire";

const START = Date.parse("2026-01-01T10:00:00.000Z");

export function aPersona(over: Partial<PersonaBase> & Pick<PersonaBase, "lead_id">): PersonaBase {
  return {
    lead_classification: null,
    full_name: null,
    age: null,
    occupation: null,
    gender: null,
    marital_status: null,
    education_level: null,
    annual_income: null,
    profile_image_url: null,
    ...over,
  };
}

/** The n-th answer of a session, n seconds after its beginning. */
export function anAnswer(n: number, over: Partial<ProspectResponse> = {}): ProspectResponse {
  return {
    persona: aPersona({ lead_id: `LEAD-${n}`, full_name: `Person ${n}` }),
    answer: `Answer ${n}`,
    answered_at: new Date(START + n * 1000).toISOString(),
    model: "scripted",
    event_id: n,
    confidence_score: null,
    synthetic: true,
    value: null,
    evidence: [],
    evidence_method: null,
    assumptions: [],
    contradictions: [],
    analysis: null,
    confidence: null,
    usage: null,
    ...over,
  };
}

export function aCoding(over: Partial<Analysis> = {}): Analysis {
  return { sentiment: "neutral", stance: null, intensity: null, objections: [], themes: [], quote: null, model: "scripted", ...over };
}

export function aConfidence(score: number | null, over: Partial<Confidence> = {}): Confidence {
  return {
    score,
    calibrated: false,
    basis: score === null ? null : "twin_2k_500",
    level: score === null ? null : "medium",
    ceiling: score === null ? null : 0.64,
    agreement: null,
    draws: 1,
    closeness: null,
    evidence_coverage: null,
    label_probability: null,
    ...over,
  };
}

export function aSummary(over: Partial<SessionSummary> = {}): SessionSummary {
  return {
    summary_text: "They agree.",
    key_insights: [],
    sentiment_distribution: {},
    common_themes: [],
    generated_at: "2026-01-01T10:00:09.000Z",
    evidence: [],
    model: "scripted",
    style: "concise",
    sentiment_shares: {},
    themes: [],
    insight_support: [],
    dissent: [],
    differences: [],
    focus: [],
    usage: null,
    ...over,
  };
}

export function aSession(over: Partial<QuestionSession> = {}): QuestionSession {
  return {
    session_id: "QS-1",
    question: "Why?",
    image_url: null,
    completed_at: null,
    summary: null,
    error_message: null,
    results: null,
    target_prospects: [],
    status: "completed",
    created_at: "2026-01-01T10:00:00.000Z",
    updated_at: "2026-01-01T10:00:00.000Z",
    responses: [],
    total_expected: 3,
    total_responded: 3,
    failed_prospects: [],
    last_event_id: 0,
    context: {},
    question_kind: "free_text",
    options: [],
    scale: null,
    scale_method: null,
    parent_session_id: null,
    usage: null,
    ...over,
  };
}

export function between(low: number, estimate: number, high: number): Interval {
  return { estimate, low, high };
}
