import { useEffect, useMemo, useRef, useState } from "react";
import type { ProspectResponse, QuestionSession } from "../api/wire";
import { askedAs } from "../forms/askedAs";
import { isTerminal } from "../live/sessionState";
import { plural } from "../ui/format";
import { AnswerCard } from "./AnswerCard";
import { AnswerFilters, FacetChips } from "./AnswerFilters";
import { AnswersHead } from "./AnswersHead";
import { arrange, ordersFor, type Order } from "./arrange";
import type { FacetFilter } from "./facets";

const STEP = 60;

interface AnswersProps {
  session: QuestionSession;
  /** The answer to bring into view; a new object asks again. */
  wanted: { leadId: string } | null;
  facets: FacetFilter;
  onFacets: (facets: FacetFilter) => void;
  /** Asks those people something further. */
  onFollowUp: (people: readonly ProspectResponse[]) => void;
}

/** All answers, searched, narrowed and in order; so many at a time. */
export function Answers({ session, wanted, facets, onFacets, onFollowUp }: AnswersProps) {
  const [search, setSearch] = useState("");
  const [order, setOrder] = useState<Order>("arrival");
  const [limit, setLimit] = useState(STEP);
  const list = useRef<HTMLUListElement>(null);
  const { responses } = session;
  const ended = isTerminal(session.status);
  const ranked = session.question_kind === "ranking";
  const orders = useMemo(() => ordersFor(responses), [responses]);
  const arranged = useMemo(() => arrange(responses, { search, facets, order, ranked }), [responses, search, facets, order, ranked]);
  const asked = useMemo(
    () => askedAs(session, ended),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- every event makes a new session; the cards are drawn anew only when the question does
    [session.session_id, ended],
  );
  const total = responses.length;

  // First make sure that the wanted answer is among those shown, then go there.
  useEffect(() => {
    if (!wanted) return;
    setSearch("");
    onFacets({});
    setOrder("arrival");
    const place = responses.findIndex((response) => response.persona.lead_id === wanted.leadId);
    setLimit((current) => Math.max(current, place + 1));
    const frame = requestAnimationFrame(() => {
      const card = list.current?.querySelector<HTMLElement>(`[data-lead="${CSS.escape(wanted.leadId)}"]`);
      card?.scrollIntoView({ block: "center" });
      card?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only a new wish moves the page; answers that arrive later must not
  }, [wanted]);

  return (
    <section className="answers" aria-labelledby="answers-title">
      <AnswersHead
        shown={arranged.length}
        total={total}
        search={search}
        order={order}
        orders={orders}
        onSearch={setSearch}
        onOrder={setOrder}
      />
      {total > 1 && <AnswerFilters responses={responses} facets={facets} ranked={ranked} onChange={onFacets} />}
      <FacetChips facets={facets} onChange={onFacets} />
      {ended && arranged.length > 0 && (
        <div className="follow-up-line">
          <button type="button" className="button small" onClick={() => onFollowUp(arranged)}>
            Ask {arranged.length === 1 ? "this person" : `these ${plural(arranged.length, "person", "people")}`} something further
          </button>
          <span className="hint">Their twins remember what they said here.</span>
        </div>
      )}
      {total === 0 && <p className="quiet">{ended ? "There are no answers." : "The first answer is on its way …"}</p>}
      {total > 0 && arranged.length === 0 && <p className="quiet">No answer is like that.</p>}
      <ul ref={list} className="answer-cards" aria-label="Answers">
        {arranged.slice(0, limit).map((response) => (
          <AnswerCard key={response.persona.lead_id} response={response} asked={asked} />
        ))}
      </ul>
      {arranged.length > limit && (
        <button type="button" className="button" onClick={() => setLimit(limit + STEP)}>
          Show more ({(arranged.length - limit).toLocaleString("en")} left)
        </button>
      )}
    </section>
  );
}
