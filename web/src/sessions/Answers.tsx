import { useEffect, useMemo, useRef, useState } from "react";
import type { QuestionSession } from "../api/wire";
import { isTerminal } from "../live/sessionState";
import { AnswerCard } from "./AnswerCard";
import { arrange, ORDER_NAMES, type Order } from "./arrange";

const STEP = 60;

interface AnswersProps {
  session: QuestionSession;
  /** The answer to bring into view; a new object asks again. */
  wanted: { leadId: string } | null;
}

export function Answers({ session, wanted }: AnswersProps) {
  const [search, setSearch] = useState("");
  const [order, setOrder] = useState<Order>("arrival");
  const [limit, setLimit] = useState(STEP);
  const list = useRef<HTMLUListElement>(null);
  const arranged = useMemo(() => arrange(session.responses, search, order), [session.responses, search, order]);
  const total = session.responses.length;

  // First make sure that the wanted answer is among those shown, then go there.
  useEffect(() => {
    if (!wanted) return;
    setSearch("");
    setOrder("arrival");
    const place = session.responses.findIndex((response) => response.persona.lead_id === wanted.leadId);
    setLimit((current) => Math.max(current, place + 1));
    const frame = requestAnimationFrame(() => {
      const card = list.current?.querySelector<HTMLElement>(`[data-lead="${CSS.escape(wanted.leadId)}"]`);
      card?.scrollIntoView({ block: "center" });
      card?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
    // Only a new wish moves the page; answers that arrive later must not.
  }, [wanted]);

  return (
    <section className="answers" aria-labelledby="answers-title">
      <div className="answers-head">
        <h2 id="answers-title">
          Answers <span className="quiet">{total.toLocaleString("en")}</span>
        </h2>
        {total > 1 && (
          <div className="row">
            <input
              type="search"
              aria-label="Search the answers"
              placeholder="Search the answers …"
              value={search}
              onChange={(event) => setSearch(event.target.value)}
            />
            <select aria-label="Order of the answers" value={order} onChange={(event) => setOrder(event.target.value as Order)}>
              {Object.entries(ORDER_NAMES).map(([value, name]) => (
                <option key={value} value={value}>
                  {name}
                </option>
              ))}
            </select>
          </div>
        )}
      </div>
      {total === 0 && (
        <p className="quiet">{isTerminal(session.status) ? "There are no answers." : "The first answer is on its way …"}</p>
      )}
      {total > 0 && arranged.length === 0 && <p className="quiet">No answer contains that.</p>}
      <ul ref={list} className="answer-cards" aria-label="Answers">
        {arranged.slice(0, limit).map((response) => (
          <AnswerCard key={response.persona.lead_id} response={response} />
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
