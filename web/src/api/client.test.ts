import { afterEach, describe, expect, it, vi } from "vitest";
import { access, ApiFailure, asFailure, queryOf, request } from "./client";
import { Once } from "./idempotency";

const answering = (...responses: (Response | Error)[]) => {
  const fetch = vi.fn(async (_path: string, _options: RequestInit) => {
    const next = responses.shift();
    if (!next || next instanceof Error) throw next ?? new TypeError("no more answers");
    return next;
  });
  vi.stubGlobal("fetch", fetch);
  return fetch;
};

const refusal = (status: number, error_code: string) =>
  new Response(JSON.stringify({ error_code, message: `${error_code} said`, timestamp: "2026-01-01T00:00:00.000Z" }), { status });

const failureOf = async (promise: Promise<unknown>): Promise<ApiFailure> =>
  asFailure(
    await promise.then(
      () => new Error("it succeeded"),
      (error: unknown) => error,
    ),
  );

afterEach(() => vi.unstubAllGlobals());

describe("a request", () => {
  it("fails with the service's own words", async () => {
    answering(refusal(429, "QUOTA_EXCEEDED"));
    const failure = await failureOf(request("/x"));
    expect([failure.status, failure.code, failure.message]).toEqual([429, "QUOTA_EXCEEDED", "QUOTA_EXCEEDED said"]);
  });

  it("says something of use when a proxy answers in the service's place", async () => {
    answering(new Response("<html>Bad gateway</html>", { status: 502 }));
    const failure = await failureOf(request("/x"));
    expect(failure.message).toContain("502");
    expect(failure.message).not.toContain("<");
  });

  it("says that the service can't be reached when no answer comes", async () => {
    answering(new TypeError("Failed to fetch"));
    const failure = await failureOf(request("/x"));
    expect(failure.unanswered).toBe(true);
    expect(failure.message).toContain("can't be reached");
  });

  it("gives nothing for 204", async () => {
    answering(new Response(null, { status: 204 }));
    expect(await request("/x")).toBeUndefined();
  });

  it("lets the page know when it is signed out", async () => {
    answering(refusal(401, "UNAUTHENTICATED"));
    const heard = vi.fn();
    access.addEventListener("signed-out", heard, { once: true });
    await failureOf(request("/x"));
    expect(heard).toHaveBeenCalledOnce();
  });
});

describe("a query", () => {
  it("repeats the name of a list and leaves blanks out", () => {
    expect(queryOf({ a: ["x", "y"], b: "", c: undefined, d: 2, e: [] })).toBe("?a=x&a=y&d=2");
    expect(queryOf({ a: "" })).toBe("");
  });

  it("escapes what would break the address", () => {
    expect(queryOf({ map: ["Name & more=full_name"] })).toBe("?map=Name+%26+more%3Dfull_name");
  });
});

describe("an idempotency key", () => {
  const send = (once: Once, content: string, outcome: Response | Error) => {
    answering(outcome);
    let sent = "";
    return once
      .send(content, (headers) => {
        sent = headers["Idempotency-Key"];
        return request("/x", { method: "POST", headers });
      })
      .then(
        () => sent,
        () => sent,
      );
  };
  const created = () => new Response("{}", { status: 201 });

  it("stays the same when the outcome of the first try is unknown", async () => {
    const once = new Once();
    const first = await send(once, "a", new TypeError("Failed to fetch"));
    expect(await send(once, "a", refusal(409, "IDEMPOTENCY_IN_PROGRESS"))).toBe(first);
    expect(await send(once, "a", refusal(503, "UNAVAILABLE"))).toBe(first);
    expect(await send(once, "a", created())).toBe(first);
  });

  it("is new for other content", async () => {
    const once = new Once();
    const first = await send(once, "a", new TypeError("Failed to fetch"));
    expect(await send(once, "b", created())).not.toBe(first);
  });

  it("is new after an answer, so that asking the same again asks again", async () => {
    const once = new Once();
    const first = await send(once, "a", created());
    expect(await send(once, "a", created())).not.toBe(first);
  });

  it("is new after a refusal, so that the next try is not told the old refusal", async () => {
    const once = new Once();
    const first = await send(once, "a", refusal(502, "PROCESSING_ERROR"));
    expect(await send(once, "a", created())).not.toBe(first);
  });
});
