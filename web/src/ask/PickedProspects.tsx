import { Chip } from "../ui/Chip";
import { plural } from "../ui/format";
import { useWorkspace } from "../workspace/workspace";

const CHIPS_SHOWN = 12;

/** Whom the question goes to, to be taken off again one by one or all together. */
export function PickedProspects() {
  const { draft, changeDraft } = useWorkspace();
  const count = draft.picked.size;
  if (count === 0) return <p className="quiet">Nobody picked yet. Tick the prospects to ask.</p>;
  const hidden = count - CHIPS_SHOWN;
  return (
    <div className="picked-summary">
      <div className="row between">
        <strong role="status">{plural(count, "prospect")} picked</strong>
        <button type="button" className="link-button" onClick={() => changeDraft({ type: "drop", leadIds: [...draft.picked.keys()] })}>
          Clear
        </button>
      </div>
      <ul className="chips" aria-label="Prospects picked">
        {[...draft.picked].slice(0, CHIPS_SHOWN).map(([leadId, name]) => (
          <Chip key={leadId} text={name} removal={`Remove ${name}`} onRemove={() => changeDraft({ type: "drop", leadIds: [leadId] })} />
        ))}
        {hidden > 0 && <li className="quiet">and {hidden.toLocaleString("en")} more</li>}
      </ul>
    </div>
  );
}
