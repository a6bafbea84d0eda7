// Addresses live behind the `#`: the service needs no rule for them, and a session's id stays out of its access log.

export type Route =
  | { page: "ask"; query: URLSearchParams }
  | { page: "sessions"; query: URLSearchParams }
  | { page: "session"; sessionId: string }
  | { page: "prospect"; leadId: string }
  | { page: "import" }
  | { page: "fidelity"; query: URLSearchParams }
  | { page: "unknown" };

export function parseRoute(hash: string): Route {
  const [path = "", search = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const query = new URLSearchParams(search);
  const [head = "", tail, ...rest] = path.split("/");
  if (rest.length > 0) return { page: "unknown" };
  if (tail !== undefined) {
    const id = decoded(tail);
    if (head === "sessions" && id) return { page: "session", sessionId: id };
    if (head === "prospects" && id) return { page: "prospect", leadId: id };
    return { page: "unknown" };
  }
  if (head === "") return { page: "ask", query };
  if (head === "sessions") return { page: "sessions", query };
  if (head === "import") return { page: "import" };
  if (head === "fidelity") return { page: "fidelity", query };
  return { page: "unknown" };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

function withQuery(path: string, query?: URLSearchParams): string {
  const text = query?.toString();
  return text ? `${path}?${text}` : path;
}

export const hrefTo = {
  ask: (query?: URLSearchParams) => withQuery("#/", query),
  sessions: (query?: URLSearchParams) => withQuery("#/sessions", query),
  session: (sessionId: string) => `#/sessions/${encodeURIComponent(sessionId)}`,
  prospect: (leadId: string) => `#/prospects/${encodeURIComponent(leadId)}`,
  import: () => "#/import",
  fidelity: (query?: URLSearchParams) => withQuery("#/fidelity", query),
};

/** The API key of an address such as `http://host/#key=pt_…`, or null. */
export function keyIn(hash: string): string | null {
  const match = /^#key=(.+)$/.exec(hash);
  return match?.[1] ? decoded(match[1]) || null : null;
}
