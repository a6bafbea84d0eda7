import type { QuestionSession } from "../api/wire";
import { KIND_NAMES, METHOD_NAMES, pointLabels } from "../forms/questionForm";

/** How the question was put: the form of its answers, and what every twin was told first. */
export function Asked({ session }: { session: QuestionSession }) {
  const context = Object.entries(session.context);
  const labels = session.question_kind === "scale" ? pointLabels(session) : session.options;
  if (session.question_kind === "free_text" && context.length === 0) return null;
  return (
    <div className="asked">
      {session.question_kind !== "free_text" && (
        <p className="quiet">
          {KIND_NAMES[session.question_kind]}
          {session.scale_method === "similarity" && `, ${METHOD_NAMES.similarity.toLowerCase()}`}
          {labels.length > 0 && `: ${labels.join(" · ")}`}
        </p>
      )}
      {context.length > 0 && (
        <details className="fold">
          <summary>Context: {context.map(([name]) => name).join(", ")}</summary>
          <dl className="facts-list">
            {context.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd className="verbatim">{typeof value === "string" ? value : JSON.stringify(value, null, 2)}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </div>
  );
}
