import { useRef } from "react";
import { PageHeading } from "../ui/PageHeading";
import { plural } from "../ui/format";
import { useWorkspace } from "../workspace/workspace";
import { Composer } from "./Composer";
import { ProspectPicker } from "./ProspectPicker";

/** Whom to ask on one side, what to ask on the other. */
export function AskPage({ query }: { query: URLSearchParams }) {
  const { draft } = useWorkspace();
  const question = useRef<HTMLTextAreaElement>(null);
  const picked = draft.picked.size;

  return (
    <div className="ask">
      <PageHeading title="Ask" className="visually-hidden">
        Ask your prospects’ digital twins
      </PageHeading>
      <ProspectPicker query={query} />
      {picked > 0 && (
        // On a phone the composer is below the list: this stays in sight until it is reached.
        <div className="ask-jump">
          <span>{plural(picked, "prospect")} picked</span>
          <button type="button" className="button primary" onClick={() => question.current?.focus()}>
            Write the question
          </button>
        </div>
      )}
      <Composer question={question} />
    </div>
  );
}
