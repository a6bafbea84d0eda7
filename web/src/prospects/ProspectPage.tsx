import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { prospectQuery } from "../api/queries";
import type { Prospect } from "../api/wire";
import { OutcomeSection } from "../reality/OutcomeSection";
import { hrefTo } from "../routing/route";
import { navigate } from "../routing/useRoute";
import { sessionQueryFor } from "../sessions/filterQuery";
import { Avatar, ClassificationBadge } from "../ui/Badges";
import { nameOf } from "../ui/format";
import { PageHeading } from "../ui/PageHeading";
import { Problem } from "../ui/Problem";
import { useFailure } from "../ui/useFailure";
import { useWorkspace } from "../workspace/workspace";
import { ErasureDialog } from "./ErasureDialog";
import { Facts } from "./Facts";
import { History } from "./History";

export function ProspectPage({ leadId }: { leadId: string }) {
  const profile = useQuery(prospectQuery(leadId));
  const { data, refetch } = profile;
  const failure = useFailure(profile, leadId);
  if (data) return <Profile prospect={data} />;
  return (
    <section className="narrow">
      <PageHeading title={leadId}>{leadId}</PageHeading>
      {failure ? (
        <Problem message={failure.message} onRetry={failure.status === 404 ? undefined : () => void refetch()}>
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
  const [deleting, setDeleting] = useState(false);
  const name = nameOf(prospect);
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
        <ProfileActions prospect={prospect} onDelete={() => setDeleting(true)} />
      </header>
      <div className="profile-body">
        <Facts prospect={prospect} />
        <History prospect={prospect} />
        <OutcomeSection leadId={prospect.lead_id} name={name} />
      </div>
      {deleting && <ErasureDialog leadId={prospect.lead_id} name={name} onClose={() => setDeleting(false)} />}
    </article>
  );
}

function ProfileActions({ prospect, onDelete }: { prospect: Prospect; onDelete: () => void }) {
  const { draft, changeDraft } = useWorkspace();
  const picked = draft.picked.has(prospect.lead_id);
  const pick = () => {
    if (!picked) changeDraft({ type: "pick", personas: [prospect] });
    navigate(hrefTo.ask());
  };
  const sessions = sessionQueryFor({ search: "", statuses: [], prospectId: prospect.lead_id }, 1);
  return (
    <div className="row profile-actions">
      <button type="button" className="button primary" onClick={pick}>
        {picked ? "Picked: write the question" : "Pick for a question"}
      </button>
      <a className="button" href={hrefTo.sessions(sessions)}>
        Sessions
      </a>
      <button type="button" className="button danger-quiet" onClick={onDelete}>
        Delete …
      </button>
    </div>
  );
}
