// What the service says of itself: a page of its own, beside the API and without a key.

/** What is wrong with the model, in its provider's words; null while nothing is known to be. */
export async function modelTrouble(signal: AbortSignal): Promise<string | null> {
  const response = await fetch("/readyz", { headers: { Accept: "application/json" }, cache: "no-store", signal });
  return troubleIn(response.ok, (await response.json()) as unknown);
}

/** The trouble that a reply of `/readyz` tells of: the model's, or why the service is not ready. */
export function troubleIn(ready: boolean, reply: unknown): string | null {
  if (typeof reply !== "object" || reply === null) return null;
  const told: unknown = ready ? (reply as { trouble?: unknown }).trouble : (reply as { message?: unknown }).message;
  return typeof told === "string" && told ? told : null;
}
