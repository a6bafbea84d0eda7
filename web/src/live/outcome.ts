// How a session stands, said plainly.

import type { QuestionSession } from "../api/wire";
import { plural } from "../ui/format";

export type OutcomeKind = "waiting" | "answering" | "summarizing" | "completed" | "partial" | "unsummarized" | "cancelled" | "failed";

export interface Outcome {
  kind: OutcomeKind;
  /** Two or three words for a badge. */
  label: string;
  /** A sentence where there is something to explain, else empty. */
  explanation: string;
}

type Facts = Pick<QuestionSession, "status" | "error_message" | "total_expected" | "total_responded" | "failed_prospects" | "summary">;

/** The text behind a `CODE: …` prefix, as a sentence; several codes stand one after the other. */
function reasonIn(message: string): string {
  const reason = message
    .replace(/; PARTIAL:.*$/, "")
    .replace(/^[A-Z_]+(:\s*|$)/, "")
    .trim();
  return reason && reason.charAt(0).toUpperCase() + reason.slice(1) + (/[.!?]$/.test(reason) ? "" : ".");
}

export function outcomeOf(session: Facts): Outcome {
  const { status, total_expected: expected, total_responded: responded } = session;
  const message = session.error_message ?? "";
  const kept = responded > 0 ? ` The ${plural(responded, "answer")} already in ${responded === 1 ? "is" : "are"} kept.` : "";

  if (status === "pending") return { kind: "waiting", label: "Waiting", explanation: "" };
  if (status === "in_progress") {
    const open = expected - responded - (session.failed_prospects?.length ?? 0);
    return open > 0
      ? { kind: "answering", label: "Answering", explanation: "" }
      : { kind: "summarizing", label: "Writing the summary", explanation: "" };
  }
  if (status === "failed") {
    if (message.startsWith("CANCELLED")) {
      return {
        kind: "cancelled",
        label: "Cancelled",
        explanation: `Stopped before everyone had answered.${kept} No summary was written.`,
      };
    }
    const reason = reasonIn(message);
    return { kind: "failed", label: "Failed", explanation: reason || "Nobody could answer." };
  }
  const partial = responded < expected ? `Only ${responded} of ${plural(expected, "prospect")} answered.` : "";
  if (message.startsWith("SUMMARY_FAILED")) {
    const reason = reasonIn(message);
    return {
      kind: "unsummarized",
      label: "No summary",
      explanation: [partial, "The summary could not be written.", reason].filter(Boolean).join(" "),
    };
  }
  if (partial) return { kind: "partial", label: "Completed in part", explanation: partial };
  return { kind: "completed", label: "Completed", explanation: "" };
}
