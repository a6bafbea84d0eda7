import type { LeadClassification, PersonaBase } from "../api/wire";
import { initialsOf, nameOf } from "./format";

const CLASSIFICATION_NAMES: Record<LeadClassification, string> = { hot: "Hot", warm: "Warm", cold: "Cold" };

export function ClassificationBadge({ value }: { value: LeadClassification | null | undefined }) {
  return value ? <span className={`badge ${value}`}>{CLASSIFICATION_NAMES[value]}</span> : null;
}

/** How far a session has come, or how it ended. */
export function OutcomeBadge({ outcome }: { outcome: { kind: string; label: string } }) {
  return <span className={`badge outcome ${outcome.kind}`}>{outcome.label}</span>;
}

/** Initials in place of a picture: pictures would have to be fetched from elsewhere. */
export function Avatar({ persona }: { persona: PersonaBase }) {
  return (
    <span className={`avatar ${persona.lead_classification ?? "unclassified"}`} aria-hidden="true">
      {initialsOf(nameOf(persona))}
    </span>
  );
}
