// One request to the service, and the one kind of failure the rest of the page knows.

import type { APIError } from "./wire";

/** The service refused, failed, or could not be reached. `message` is for the user, as the service wrote it. */
export class ApiFailure extends Error {
  constructor(
    /** The HTTP status; 0 when no answer came at all. */
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }

  /** No answer came: whether the request was carried out is unknown. */
  get unanswered(): boolean {
    return this.status === 0;
  }

  /** The same request may succeed later. */
  get mayPass(): boolean {
    return this.unanswered || this.status === 429 || this.status >= 500;
  }
}

/** Dispatches "signed-out" when the service no longer knows who we are. */
export const access = new EventTarget();

export interface Call {
  method?: "GET" | "POST" | "DELETE";
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is, with `contentType`. */
  body?: Blob;
  contentType?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
}

const UNREACHABLE = "The service can't be reached. Check that it is running, then try again.";

/** Sends one request under the login cookie. Resolves to the decoded body (undefined for 204); throws ApiFailure. */
export async function request<T>(path: string, call: Call = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json", ...call.headers };
  if (call.json !== undefined) headers["Content-Type"] = "application/json";
  else if (call.contentType) headers["Content-Type"] = call.contentType;
  const body = call.json !== undefined ? JSON.stringify(call.json) : call.body;

  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method: call.method ?? "GET",
      headers,
      credentials: "same-origin",
      cache: "no-store",
      ...(body === undefined ? {} : { body }),
      ...(call.signal ? { signal: call.signal } : {}),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiFailure(0, "UNREACHABLE", UNREACHABLE);
  }
  if (response.status === 401) access.dispatchEvent(new Event("signed-out"));
  if (!response.ok) throw await failureOf(response);
  if (response.status === 204) return undefined as T;
  try {
    return (await response.json()) as T;
  } catch {
    throw new ApiFailure(0, "UNREACHABLE", "The connection broke before the answer was complete. Try again.");
  }
}

async function failureOf(response: Response): Promise<ApiFailure> {
  try {
    const error = (await response.json()) as Partial<APIError>;
    if (typeof error.message === "string" && error.message) {
      return new ApiFailure(response.status, error.error_code ?? "UNKNOWN", error.message, error.details ?? {});
    }
  } catch {
    // Not ours: a proxy's page, say. The status is all there is to tell.
  }
  return new ApiFailure(response.status, "UNKNOWN", `The service answered with status ${response.status}. Try again later.`);
}

export function asFailure(error: unknown): ApiFailure {
  if (error instanceof ApiFailure) return error;
  return new ApiFailure(0, "PAGE_ERROR", error instanceof Error ? error.message : String(error));
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

/** A query string with its `?`, or nothing. A list repeats its name; blanks are left out. */
export function queryOf(parameters: Record<string, string | number | readonly string[] | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined) continue;
    for (const item of typeof value === "object" ? value : [String(value)]) if (item) query.append(name, item);
  }
  const encoded = query.toString();
  return encoded ? `?${encoded}` : "";
}
