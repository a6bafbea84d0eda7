import type { Difference } from "../api/wire";
import { differenceFigures, fieldName, inOrder } from "./differences";

/** How groups of people differ: first what is more than chance, then, said plainly, what is not. */
export function Differences({ differences }: { differences: readonly Difference[] }) {
  if (differences.length === 0) return null;
  const { real, chance } = inOrder(differences);
  return (
    <>
      <h3>Differences between groups</h3>
      {real.length === 0 && <p>No group answers differently from the others by more than chance would have it.</p>}
      <ul className="differences">
        {real.map((difference) => (
          <Entry key={`${difference.field} ${difference.measure}`} difference={difference} />
        ))}
      </ul>
      {chance.length > 0 && (
        <details className="fold">
          <summary>Looked at, and no more than chance: {[...new Set(chance.map(({ field }) => fieldName(field)))].join(", ")}</summary>
          <ul className="differences">
            {chance.map((difference) => (
              <Entry key={`${difference.field} ${difference.measure}`} difference={difference} />
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Entry({ difference }: { difference: Difference }) {
  const { field, measure, text, p_value, is_larger_than_chance, groups } = difference;
  return (
    <li>
      <p>
        {text} {!is_larger_than_chance && <span className="badge">no more than chance</span>}
      </p>
      {groups.length > 0 && (
        <details className="fold">
          <summary>By {fieldName(field)}</summary>
          <table className="groups">
            <thead>
              <tr>
                <th scope="col">{fieldName(field)}</th>
                <th scope="col">Answers</th>
                <th scope="col">{measure}</th>
              </tr>
            </thead>
            <tbody>
              {groups.map((group) => (
                <tr key={group.value}>
                  <th scope="row">{group.value}</th>
                  <td>{group.answers.toLocaleString("en")}</td>
                  <td>{differenceFigures(difference, group.figure)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p className="hint">
            p = {p_value < 0.001 ? "less than 0.001" : p_value.toFixed(3)}, by shuffling the groups, adjusted for the number of comparisons.
          </p>
        </details>
      )}
    </li>
  );
}
