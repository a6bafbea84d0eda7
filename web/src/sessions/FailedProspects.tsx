import type { QuestionSession } from "../api/wire";
import { hrefTo } from "../routing/route";
import { nameOf, plural } from "../ui/format";

/** Who gave no answer, and why. */
export function FailedProspects({ session }: { session: QuestionSession }) {
  const failed = session.failed_prospects;
  if (failed.length === 0) return null;
  const personas = new Map(session.target_prospects.map((persona) => [persona.lead_id, persona]));
  return (
    <section className="failed-prospects" aria-labelledby="failed-title">
      <h2 id="failed-title">No answer from {plural(failed.length, "prospect")}</h2>
      <ul>
        {failed.map(({ lead_id, error_code, message }) => (
          <li key={lead_id}>
            <a href={hrefTo.prospect(lead_id)}>{nameOf(personas.get(lead_id) ?? { lead_id })}</a>
            <span>{message}</span>
            <code>{error_code}</code>
          </li>
        ))}
      </ul>
    </section>
  );
}
