import type { PersonaBase, Prospect } from "../api/wire";
import { formatMoment } from "../ui/format";

const FACTS: readonly { field: keyof PersonaBase; name: string }[] = [
  { field: "age", name: "Age" },
  { field: "gender", name: "Gender" },
  { field: "occupation", name: "Occupation" },
  { field: "marital_status", name: "Marital status" },
  { field: "education_level", name: "Education" },
  { field: "annual_income", name: "Income" },
];

/** What is known of somebody in single words, and since when. */
export function Facts({ prospect }: { prospect: Prospect }) {
  const facts = FACTS.flatMap(({ field, name }) => (prospect[field] ? [[name, String(prospect[field])] as const] : []));
  const attributes = Object.entries(prospect.attributes);
  return (
    <section className="panel" aria-labelledby="facts-title">
      <h2 id="facts-title">Facts</h2>
      {facts.length > 0 ? <FactList pairs={facts} /> : <p className="quiet">Nothing is recorded.</p>}
      {attributes.length > 0 && (
        <>
          <h3>More from your records</h3>
          <FactList pairs={attributes} />
        </>
      )}
      <p className="hint">
        Imported {formatMoment(prospect.created_at)}
        {prospect.updated_at !== prospect.created_at && `, updated ${formatMoment(prospect.updated_at)}`}
      </p>
    </section>
  );
}

function FactList({ pairs }: { pairs: readonly (readonly [string, string])[] }) {
  return (
    <dl className="facts-list">
      {pairs.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
