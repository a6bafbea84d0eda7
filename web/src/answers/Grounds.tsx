import type { Contradiction, ProspectResponse } from "../api/wire";
import { usageText } from "../ui/figures";
import { plural } from "../ui/format";
import { recordName } from "../ui/words";

const METHODS = { stated: "named by the twin, checked to be in its record", matched: "found by the words it shares with the answer" };

type Groundable = Pick<ProspectResponse, "evidence" | "evidence_method" | "assumptions" | "usage">;

/** What the answer rests on, and what it took for granted beyond that. */
export function Grounds({ response: { evidence, evidence_method, assumptions, usage } }: { response: Groundable }) {
  // Without a method the answer was given before evidence was kept: then there is nothing to say, not even "none".
  if (evidence_method === null && assumptions.length === 0) return null;
  const took = usageText(usage);
  return (
    <details className="fold">
      <summary>{summaryOf(evidence.length, assumptions.length)}</summary>
      <div className="fold-body">
        {evidence.length > 0 && evidence_method && (
          <>
            <p className="quiet">Evidence, {METHODS[evidence_method]}:</p>
            <ul className="record-entries">
              {evidence.map((entry) => (
                <li key={entry.id}>
                  <span className="record-name">{recordName(entry)}</span>
                  <span className="verbatim">{entry.text}</span>
                </li>
              ))}
            </ul>
          </>
        )}
        {evidence.length === 0 && <p>Nothing in the record speaks of this. Take the answer for a guess.</p>}
        {assumptions.length > 0 && (
          <>
            <p className="quiet">Assumed beyond the record:</p>
            <ul className="assumptions">
              {assumptions.map((assumption) => (
                <li key={assumption}>{assumption}</li>
              ))}
            </ul>
          </>
        )}
        {took && <p className="hint">It took {took}.</p>}
      </div>
    </details>
  );
}

function summaryOf(pieces: number, assumptions: number): string {
  const rests = pieces > 0 ? `Rests on ${plural(pieces, "piece")} of the record` : "Rests on nothing in the record";
  return assumptions > 0 ? `${rests}, and ${plural(assumptions, "assumption")}` : rests;
}

/** Said outright, not folded away: the answer was redone once and still goes against what is known. */
export function Contradictions({ contradictions }: { contradictions: readonly Contradiction[] }) {
  if (contradictions.length === 0) return null;
  return (
    <div className="contradictions" role="note" aria-label="Contradiction">
      <strong>Goes against the record</strong>
      <ul>
        {contradictions.map(({ record_id, fact, words }) => (
          <li key={record_id + words}>
            “{words}” <span className="quiet">but the record says:</span> {fact}
          </li>
        ))}
      </ul>
    </div>
  );
}
