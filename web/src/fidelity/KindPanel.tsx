import { useId } from "react";
import type { KindFidelity } from "../api/reality";
import { percent, percentRange } from "../ui/figures";
import { plural } from "../ui/format";
import { ShareBar } from "../ui/ShareBar";
import { calibrationText, shareRows, titleOf } from "./figures";

/** One kind of question: what the comparison came to. */
export function KindPanel({ kind }: { kind: KindFidelity }) {
  const titleId = useId();
  const rows = shareRows(kind);
  const { pairs, people, sessions, note, base_rate, mean_absolute_difference: distance, calibration } = kind;
  return (
    <section className="panel kind-panel" aria-labelledby={titleId}>
      <div className="row between">
        <h2 id={titleId}>{titleOf(kind)}</h2>
        <span className="quiet">
          {plural(pairs, "pair")} of {plural(people, "person", "people")} in {plural(sessions, "session")}
        </span>
      </div>
      {rows.length > 0 && (
        <table className="bars">
          <thead className="visually-hidden">
            <tr>
              <th scope="col">Figure</th>
              <th scope="col">Bar</th>
              <th scope="col">Estimate, with its 95% interval</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, meaning, figure }) => (
              <tr key={name}>
                <th scope="row" title={meaning}>
                  {name}
                </th>
                <td className="bar-cell">
                  <ShareBar share={figure.estimate} interval={figure} />
                </td>
                <td className="share">
                  <strong>{percent(figure.estimate)}</strong> <span className="quiet">({percentRange(figure)})</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {base_rate !== null && (
        <p className="hint">
          Saying to everybody what people answered most often would agree in {percent(base_rate)}: the twins should do better.
        </p>
      )}
      {distance && (
        <p className="hint">
          Mean distance {distance.estimate.toFixed(2)} points ({distance.low.toFixed(2)}–{distance.high.toFixed(2)}).
        </p>
      )}
      {calibration && <p className="calibration">{calibrationText(calibration)}</p>}
      {note && <p className="quiet">{note}</p>}
    </section>
  );
}
