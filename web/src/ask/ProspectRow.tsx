import { memo, type Dispatch } from "react";
import type { PersonaBase } from "../api/wire";
import { hrefTo } from "../routing/route";
import { Avatar, ClassificationBadge } from "../ui/Badges";
import { factsLine, nameOf } from "../ui/format";
import type { DraftAction } from "../workspace/draft";

interface ProspectRowProps {
  persona: PersonaBase;
  picked: boolean;
  changeDraft: Dispatch<DraftAction>;
}

export const ProspectRow = memo(function ProspectRow({ persona, picked, changeDraft }: ProspectRowProps) {
  const name = nameOf(persona);
  return (
    <li className={picked ? "prospect-row picked" : "prospect-row"}>
      <label>
        <input
          type="checkbox"
          checked={picked}
          onChange={() => changeDraft(picked ? { type: "drop", leadIds: [persona.lead_id] } : { type: "pick", personas: [persona] })}
        />
        <Avatar persona={persona} />
        <span className="prospect-text">
          <span className="prospect-name">
            {name}
            <ClassificationBadge value={persona.lead_classification} />
          </span>
          <span className="quiet facts">{factsLine(persona)}</span>
        </span>
      </label>
      <a className="profile-link" href={hrefTo.prospect(persona.lead_id)} aria-label={`Profile of ${name}`}>
        Profile
      </a>
    </li>
  );
});
