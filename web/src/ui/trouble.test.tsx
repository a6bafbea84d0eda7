import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { troubleIn } from "../api/health";
import { TroubleNote } from "./ModelTrouble";

describe("the note on the model's trouble", () => {
  it("reads it from what the service says of itself, whatever that is", () => {
    expect(troubleIn(true, { status: "ready", trouble: "The key was refused." })).toBe("The key was refused.");
    expect(troubleIn(false, { error_code: "UNAVAILABLE", message: "No worker is running." })).toBe("No worker is running.");
    for (const nothing of [{ status: "ready", trouble: null }, { status: "ready" }, {}, { trouble: 7 }, { trouble: "" }, null, "text"]) {
      expect(troubleIn(true, nothing)).toBeNull();
    }
  });

  it("shows the provider's words as text, and nothing while there is nothing to say", () => {
    expect(renderToStaticMarkup(<TroubleNote trouble="It said: “<b>no</b>”." />)).toContain("It said: “&lt;b&gt;no&lt;/b&gt;”.");
    expect(renderToStaticMarkup(<TroubleNote trouble={null} />)).toBe('<div role="status" class="model-trouble"></div>');
  });
});
