// Idempotency keys: pressing a button again after a lost answer must not ask, and pay, twice.

import { asFailure, isAbort } from "./client";

// Not crypto.randomUUID: it is missing on plain http, which is how a colleague's machine is reached.
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Sends one kind of request, each under a key of its own. A request whose outcome is unknown (no answer came, or the
 * first one is still being worked on) keeps its key for the next try of the same content; any answer uses the key up.
 */
export class Once {
  private pending: { content: unknown; key: string } | null = null;

  /** `content` is compared with `===`: a string of the body, or the very file. */
  async send<T>(content: unknown, perform: (headers: { "Idempotency-Key": string }) => Promise<T>): Promise<T> {
    const key = this.pending && this.pending.content === content ? this.pending.key : newKey();
    this.pending = { content, key };
    try {
      const result = await perform({ "Idempotency-Key": key });
      this.pending = null;
      return result;
    } catch (error) {
      if (!leavesDoubt(error)) this.pending = null;
      throw error;
    }
  }
}

/** Whether the request may have been carried out all the same. */
function leavesDoubt(error: unknown): boolean {
  if (isAbort(error)) return true;
  const { status, code, unanswered } = asFailure(error);
  // UNKNOWN above 500: a proxy spoke for the service.
  return unanswered || code === "IDEMPOTENCY_IN_PROGRESS" || status === 503 || (status >= 500 && code === "UNKNOWN");
}
