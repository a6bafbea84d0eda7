import type { FocusFinding } from "../api/wire";
import { Quotes, RestsOn, type Answered } from "./Support";

/** What was said of the areas asked for, silence included. */
export function Focus({ findings, ...answered }: Answered & { findings: readonly FocusFinding[] }) {
  if (findings.length === 0) return null;
  return (
    <>
      <h3>What you asked to look at</h3>
      <ul className="insights">
        {findings.map(({ focus_area, lead_ids, quotes }) => (
          <li key={focus_area}>
            <p>
              <strong>{focus_area}</strong>
              {lead_ids.length === 0 && <span className="quiet">: nobody spoke of it.</span>}
            </p>
            <Quotes quotes={quotes} {...answered} />
            <RestsOn verb="Spoken of by" leadIds={lead_ids} {...answered} />
          </li>
        ))}
      </ul>
    </>
  );
}
