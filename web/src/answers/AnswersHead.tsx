import { ORDER_NAMES, type Order } from "./arrange";

interface AnswersHeadProps {
  shown: number;
  total: number;
  search: string;
  order: Order;
  orders: readonly Order[];
  onSearch: (search: string) => void;
  onOrder: (order: Order) => void;
}

/** How many answers there are, a search among them, and their order. */
export function AnswersHead({ shown, total, search, order, orders, onSearch, onOrder }: AnswersHeadProps) {
  return (
    <div className="answers-head">
      <h2 id="answers-title">
        Answers{" "}
        <span className="quiet">
          {shown < total && `${shown.toLocaleString("en")} of `}
          {total.toLocaleString("en")}
        </span>
      </h2>
      {total > 1 && (
        <div className="row">
          <input
            type="search"
            aria-label="Search the answers"
            placeholder="Search the answers …"
            value={search}
            onChange={(event) => onSearch(event.target.value)}
          />
          <select aria-label="Order of the answers" value={order} onChange={(event) => onOrder(event.target.value as Order)}>
            {orders.map((value) => (
              <option key={value} value={value}>
                {ORDER_NAMES[value]}
              </option>
            ))}
          </select>
        </div>
      )}
    </div>
  );
}
