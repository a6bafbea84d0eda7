import { useQuery } from "@tanstack/react-query";
import { fidelityQuery } from "../api/queries";
import { hrefTo } from "../routing/route";
import { formatMoment } from "../ui/format";
import { PageHeading } from "../ui/PageHeading";
import { Problem } from "../ui/Problem";
import { useFailure } from "../ui/useFailure";
import { KindPanel } from "./KindPanel";
import { NextSteps } from "./NextSteps";

/** How close twins come to their people: of all sessions, or of one. */
export function FidelityPage({ sessionId }: { sessionId: string | undefined }) {
  const fidelity = useQuery(fidelityQuery(sessionId));
  const { data, isFetching, refetch } = fidelity;
  const failure = useFailure(fidelity, sessionId ?? "");
  return (
    <section className="fidelity">
      <div className="page-head">
        <PageHeading title="Fidelity">How close twins come to their people</PageHeading>
        {data && <span className="quiet">As of {formatMoment(data.generated_at)}</span>}
      </div>
      <p className="lead">
        Answers of twins beside what their people really said or did about the same questions. Only what you have recorded counts.
      </p>
      {sessionId && (
        <p className="row">
          <span>
            Only <a href={hrefTo.session(sessionId)}>one session</a>.
          </span>
          <a href={hrefTo.fidelity()}>Show all sessions</a>
        </p>
      )}
      {failure && <Problem message={failure.message} onRetry={() => void refetch()} />}
      {!data && isFetching && <p className="quiet">Comparing …</p>}
      {data?.kinds.length === 0 && (
        <div className="empty">
          <p>There is nothing to compare yet.</p>
          <p>
            Open a <a href={hrefTo.sessions()}>session</a>, and under a twin’s answer choose “Record what they really said”.
          </p>
        </div>
      )}
      {data?.kinds.map((kind) => (
        <KindPanel key={`${kind.question_kind} ${kind.compared}`} kind={kind} />
      ))}
      {data && data.kinds.length > 0 && <NextSteps kinds={data.kinds} />}
    </section>
  );
}
