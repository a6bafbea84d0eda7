import type { SessionSummary, ThemeCount } from "../api/wire";
import { percent, percentRange } from "../ui/figures";
import { plural } from "../ui/format";
import { ShareBar } from "../ui/ShareBar";
import { sentimentRows } from "./sentiment";
import { Quotes, type Answered } from "./Support";

/** Themes by how many people speak of them. A summary written before they were counted has their names alone. */
export function Themes({ summary, ...answered }: Answered & { summary: Pick<SessionSummary, "themes" | "common_themes"> }) {
  const { themes, common_themes } = summary;
  if (themes.length === 0 && common_themes.length === 0) return null;
  return (
    <>
      <h3>Themes</h3>
      {themes.length > 0 ? (
        <ul className="theme-counts">
          {themes.map((theme) => (
            <Theme key={theme.theme} theme={theme} {...answered} />
          ))}
        </ul>
      ) : (
        <ul className="themes">
          {common_themes.map((theme) => (
            <li key={theme}>{theme}</li>
          ))}
        </ul>
      )}
    </>
  );
}

function Theme({ theme: { theme, prospects, share, sentiments, quotes }, ...answered }: Answered & { theme: ThemeCount }) {
  const told = sentimentRows(sentiments).filter(({ count }) => count > 0);
  return (
    <li>
      <div className="theme-head">
        <span className="theme-name">{theme}</span>
        <span className="quiet">
          {plural(prospects, "person", "people")}, {percent(share.estimate)} ({percentRange(share)})
        </span>
      </div>
      <ShareBar share={share.estimate} interval={share} />
      {(told.length > 0 || quotes.length > 0) && (
        <details className="fold">
          <summary>What they say</summary>
          <div className="fold-body">
            {told.length > 0 && (
              <p className="quiet">{told.map(({ label, count }) => `${count.toLocaleString("en")} ${label.toLowerCase()}`).join(", ")}</p>
            )}
            <Quotes quotes={quotes} {...answered} />
          </div>
        </details>
      )}
    </li>
  );
}
