import { describe, expect, it } from "vitest";
import { aSession as session } from "../testing/wire";
import { outcomeOf } from "./outcome";

describe("how a session stands", () => {
  it.each([
    [{ status: "pending", total_responded: 0 }, "waiting", ""],
    [{ status: "in_progress", total_responded: 1 }, "answering", ""],
    [{ status: "in_progress" }, "summarizing", ""],
    [{}, "completed", ""],
    [{ total_responded: 2, error_message: "PARTIAL: 2 of 3 answered" }, "partial", "Only 2 of 3 prospects answered."],
    [{ error_message: "SUMMARY_FAILED: the model timed out" }, "unsummarized", "The summary could not be written. The model timed out."],
    [
      { status: "failed", total_responded: 1, error_message: "CANCELLED" },
      "cancelled",
      "Stopped before everyone had answered. The 1 answer already in is kept. No summary was written.",
    ],
    [{ status: "failed", total_responded: 0, error_message: "PROCESSING_ERROR: none of 3 answered" }, "failed", "None of 3 answered."],
    [{ status: "failed", total_responded: 0, error_message: null }, "failed", "Nobody could answer."],
  ] as const)("%o is %s", (over, kind, explanation) => {
    const outcome = outcomeOf(session(over));
    expect(outcome.kind).toBe(kind);
    expect(outcome.explanation).toBe(explanation);
    expect(outcome.label).not.toBe("");
  });

  it("says of a session without a summary that not everyone answered, too", () => {
    const both = session({ total_responded: 2, error_message: "SUMMARY_FAILED: it took too long; PARTIAL: 2 of 3 answered" });
    expect(outcomeOf(both).explanation).toBe("Only 2 of 3 prospects answered. The summary could not be written. It took too long.");
  });

  it("counts those who failed as settled", () => {
    const failed = [{ lead_id: "LEAD-3", error_code: "MODEL_TIMEOUT" as const, message: "Too slow." }];
    expect(outcomeOf(session({ status: "in_progress", total_responded: 2, failed_prospects: failed })).kind).toBe("summarizing");
  });
});
