import { useState } from "react";
import { deleteProspect, getProspect } from "../api/prospects";
import type { PersonaBase, Prospect } from "../api/wire";
import { OutcomeSection } from "../reality/OutcomeSection";
import { hrefTo } from "../routing/route";
import { navigate } from "../routing/useRoute";
import { sessionQueryFor } from "../sessions/filterQuery";
import { Avatar, ClassificationBadge } from "../ui/Badges";
import { ConfirmDialog } from "../ui/ConfirmDialog";
import { formatMoment, nameOf, plural } from "../ui/format";
import { PageHeading } from "../ui/PageHeading";
import { Problem } from "../ui/Problem";
import { useAction } from "../ui/useAction";
import { useLoaded } from "../ui/useLoaded";
import { useWorkspace } from "../workspace";

const FACTS: readonly { field: keyof PersonaBase; name: string }[] = [
  { field: "age", name: "Age" },
  { field: "gender", name: "Gender" },
  { field: "occupation", name: "Occupation" },
  { field: "marital_status", name: "Marital status" },
  { field: "education_level", name: "Education" },
  { field: "annual_income", name: "Income" },
];

export function ProspectPage({ leadId }: { leadId: string }) {
  const { data, failure, reload } = useLoaded(leadId, (signal) => getProspect(leadId, signal));
  if (data) return <Profile prospect={data} />;
  return (
    <section className="narrow">
      <PageHeading title={leadId}>{leadId}</PageHeading>
      {failure ? (
        <Problem message={failure.message} onRetry={failure.status === 404 ? undefined : reload}>
          <a className="button small" href={hrefTo.ask()}>
            All prospects
          </a>
        </Problem>
      ) : (
        <p className="quiet">Loading the profile …</p>
      )}
    </section>
  );
}

function Profile({ prospect }: { prospect: Prospect }) {
  const { draft, changeDraft } = useWorkspace();
  const [deleting, setDeleting] = useState(false);
  const name = nameOf(prospect);
  const picked = draft.picked.has(prospect.lead_id);

  const erase = useAction(async () => {
    await deleteProspect(prospect.lead_id);
    changeDraft({ type: "drop", leadIds: [prospect.lead_id] });
    navigate(hrefTo.ask());
  });

  const facts = FACTS.flatMap(({ field, name: label }) => (prospect[field] ? [[label, String(prospect[field])] as const] : []));
  const attributes = Object.entries(prospect.attributes);

  return (
    <article className="profile">
      <p className="row quiet">
        <a href={hrefTo.ask()}>Prospects</a>
        <span>{prospect.lead_id}</span>
      </p>
      <header className="profile-head">
        <Avatar persona={prospect} />
        <PageHeading title={name}>{name}</PageHeading>
        <ClassificationBadge value={prospect.lead_classification} />
        <div className="row profile-actions">
          <button
            type="button"
            className="button primary"
            onClick={() => {
              if (!picked) changeDraft({ type: "pick", personas: [prospect] });
              navigate(hrefTo.ask());
            }}
          >
            {picked ? "Picked: write the question" : "Pick for a question"}
          </button>
          <a className="button" href={hrefTo.sessions(sessionQueryFor({ search: "", statuses: [], prospectId: prospect.lead_id }, 1))}>
            Sessions
          </a>
          <button type="button" className="button danger-quiet" onClick={() => setDeleting(true)}>
            Delete …
          </button>
        </div>
      </header>

      <div className="profile-body">
        <section className="panel" aria-labelledby="facts-title">
          <h2 id="facts-title">Facts</h2>
          <Facts pairs={facts} none="Nothing is recorded." />
          {attributes.length > 0 && (
            <>
              <h3>More from your records</h3>
              <Facts pairs={attributes} none="" />
            </>
          )}
          <p className="hint">
            Imported {formatMoment(prospect.created_at)}
            {prospect.updated_at !== prospect.created_at && `, updated ${formatMoment(prospect.updated_at)}`}
          </p>
        </section>
        <section aria-labelledby="history-title">
          <h2 id="history-title">History</h2>
          <p className="hint">The twin answers from the facts, this history, and what it was asked before.</p>
          <Texts title="Notes" texts={prospect.notes} />
          <Texts title="Transcripts" texts={prospect.transcripts} folded />
          {prospect.notes.length + prospect.transcripts.length === 0 && (
            <p className="quiet">There are no notes or transcripts. Twins answer better with them.</p>
          )}
        </section>
        <OutcomeSection leadId={prospect.lead_id} name={name} />
      </div>

      {deleting && (
        <ConfirmDialog
          title={`Delete ${name}?`}
          action={erase.running ? "Deleting …" : `Delete ${name}`}
          keep="Keep"
          running={erase.running}
          failure={erase.failure}
          onConfirm={() => void erase.run()}
          onClose={() => {
            setDeleting(false);
            erase.forget();
          }}
        >
          <p>
            This erases the profile, the history, what is recorded of what they really said, every answer this twin has given and the quotes
            from them in summaries. It can’t be undone.
          </p>
        </ConfirmDialog>
      )}
    </article>
  );
}

function Facts({ pairs, none }: { pairs: readonly (readonly [string, string])[]; none: string }) {
  if (pairs.length === 0) return <p className="quiet">{none}</p>;
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

function Texts({ title, texts, folded = false }: { title: string; texts: readonly string[]; folded?: boolean }) {
  if (texts.length === 0) return null;
  return (
    <>
      <h3>
        {title} <span className="quiet">{texts.length}</span>
      </h3>
      <ol className="texts">
        {texts.map((text, index) => (
          <li key={index}>
            {folded ? (
              <details>
                <summary>
                  {text.slice(0, 90)}
                  {text.length > 90 ? " …" : ""} <span className="quiet">({plural(text.length, "character")})</span>
                </summary>
                <p className="verbatim">{text}</p>
              </details>
            ) : (
              <p className="verbatim">{text}</p>
            )}
          </li>
        ))}
      </ol>
    </>
  );
}
