import { hrefTo } from "../routing/route";
import { useWorkspace } from "../workspace/workspace";

/** Which session is followed up: its people's twins remember it. */
export function ParentLine() {
  const { draft, changeDraft } = useWorkspace();
  if (!draft.parent) return null;
  return (
    <div className="parent-line">
      <p>
        <span className="quiet">Follows up</span> <a href={hrefTo.session(draft.parent.sessionId)}>{draft.parent.question}</a>
      </p>
      <button type="button" className="link-button" onClick={() => changeDraft({ type: "no-follow-up" })}>
        Ask afresh instead
      </button>
    </div>
  );
}
