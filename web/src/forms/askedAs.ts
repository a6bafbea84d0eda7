import type { QuestionKind, QuestionSession } from "../api/wire";
import { pointLabels } from "./questionForm";

/** How a question was put: what a card needs of its session. */
export interface AskedAs {
  sessionId: string;
  question: string;
  kind: QuestionKind;
  options: readonly string[];
  /** What a scale's points mean, lowest first; empty where nobody said. */
  labels: readonly string[];
  /** The session has ended: what is said of its answers is final. */
  ended: boolean;
}

export function askedAs(session: QuestionSession, ended: boolean): AskedAs {
  const { session_id: sessionId, question, question_kind: kind, options } = session;
  return { sessionId, question, kind, options, labels: kind === "scale" ? pointLabels(session) : [], ended };
}
