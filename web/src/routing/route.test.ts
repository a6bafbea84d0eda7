import { describe, expect, it } from "vitest";
import { hrefTo, keyIn, parseRoute } from "./route";

describe("an address", () => {
  it.each(["", "#", "#/"])("%j is the question page", (hash) => {
    expect(parseRoute(hash).page).toBe("ask");
  });

  it.each(["LEAD-1", "a/b", "50% & more?", "ü#"])("leads to the prospect %j it was made for", (leadId) => {
    expect(parseRoute(hrefTo.prospect(leadId))).toEqual({ page: "prospect", leadId });
  });

  it("carries a list's filter", () => {
    const route = parseRoute(hrefTo.sessions(new URLSearchParams({ search: "price?", page: "2" })));
    expect(route.page === "sessions" && route.query.get("search")).toBe("price?");
  });

  it.each(["#/nowhere", "#/sessions/", "#/sessions/a/b", "#/prospects/%E0%A4%A"])("%j is no page", (hash) => {
    expect(parseRoute(hash).page).toBe("unknown");
  });
});

describe("the key in the address", () => {
  it("is found only where the service puts it", () => {
    expect(keyIn("#key=pt_abc")).toBe("pt_abc");
    expect(keyIn("#key=")).toBeNull();
    expect(keyIn("#/sessions?key=pt_abc")).toBeNull();
    expect(keyIn("")).toBeNull();
  });
});
