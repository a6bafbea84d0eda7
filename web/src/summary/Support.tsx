import type { ProspectQuote } from "../api/wire";
import { plural } from "../ui/format";

const QUOTES_SHOWN = 2;
const NAMES_SHOWN = 40;

/** What a summary needs to lead from a statement to the answers it rests on. */
export interface Answered {
  nameOf: (leadId: string) => string;
  onShowAnswer: (leadId: string) => void;
}

interface QuotesProps extends Answered {
  quotes: readonly ProspectQuote[];
}

/** Two quotes at once, the rest on demand. */
export function Quotes({ quotes, ...answered }: QuotesProps) {
  const rest = quotes.slice(QUOTES_SHOWN);
  return (
    <>
      {quotes.slice(0, QUOTES_SHOWN).map((quote) => (
        <Quote key={quote.lead_id + quote.quote} quote={quote} {...answered} />
      ))}
      {rest.length > 0 && (
        <details className="fold">
          <summary>{plural(rest.length, "more quote")}</summary>
          {rest.map((quote) => (
            <Quote key={quote.lead_id + quote.quote} quote={quote} {...answered} />
          ))}
        </details>
      )}
    </>
  );
}

function Quote({ quote: { lead_id, quote }, nameOf, onShowAnswer }: Answered & { quote: ProspectQuote }) {
  const name = nameOf(lead_id);
  return (
    <blockquote>
      “{quote}”{" "}
      <button type="button" className="link-button" aria-label={`Show the answer of ${name}`} onClick={() => onShowAnswer(lead_id)}>
        {name}
      </button>
    </blockquote>
  );
}

interface RestsOnProps extends Answered {
  /** "Rests on", "Spoken of by". */
  verb: string;
  leadIds: readonly string[];
}

/** How many people a statement rests on; who they are on demand. Nothing where that was not recorded. */
export function RestsOn({ verb, leadIds, nameOf, onShowAnswer }: RestsOnProps) {
  if (leadIds.length === 0) return null;
  const hidden = leadIds.length - NAMES_SHOWN;
  return (
    <details className="fold people">
      <summary>
        {verb} {plural(leadIds.length, "person", "people")}
      </summary>
      <ul className="names">
        {leadIds.slice(0, NAMES_SHOWN).map((leadId) => (
          <li key={leadId}>
            <button type="button" className="link-button" onClick={() => onShowAnswer(leadId)}>
              {nameOf(leadId)}
            </button>
          </li>
        ))}
        {hidden > 0 && <li className="quiet">and {hidden.toLocaleString("en")} more</li>}
      </ul>
    </details>
  );
}
