import { useId, useRef, useState, type FormEvent, type RefObject } from "react";
import { Once } from "../api/idempotency";
import { submitQuestion } from "../api/sessions";
import type { QuestionSubmitRequest } from "../api/wire";
import { hrefTo } from "../routing/route";
import { navigate } from "../routing/useRoute";
import { Chip } from "../ui/Chip";
import { characterCount, plural } from "../ui/format";
import { Problem } from "../ui/Problem";
import { useAction } from "../ui/useAction";
import { useWorkspace } from "../workspace";
import { ContextEditor } from "./ContextEditor";
import { isSendable, MAX_QUESTION, problemsOf, requestOf, type Draft } from "./draft";
import { EstimateLine } from "./EstimateLine";
import { ImageAttachment } from "./ImageAttachment";
import { base64Of } from "./imageFile";
import { KindChooser } from "./KindChooser";

const CHIPS_SHOWN = 12;

const STARTERS = [
  "What are your main concerns when you think about life insurance?",
  "What would make you switch to another insurer?",
  "How would you like us to get in touch with you, and how often?",
];

export function Composer({ question }: { question: RefObject<HTMLTextAreaElement | null> }) {
  const { draft, changeDraft, refreshMe } = useWorkspace();
  const [tried, setTried] = useState(false);
  const once = useRef(new Once());
  const questionId = useId();
  const counterId = useId();
  const problemId = useId();

  const length = characterCount(draft.question);
  const problems = problemsOf(draft);

  const submission = useAction(async () => {
    const body = await bodyOf(draft);
    const created = await once.current.send(JSON.stringify(body), (headers) => submitQuestion(body, headers));
    changeDraft({ type: "sent" });
    setTried(false);
    void refreshMe();
    navigate(hrefTo.session(created.session_id));
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (problems.question) question.current?.focus();
    if (isSendable(problems)) void submission.run();
  };

  const invalidIds = submission.failure?.details.invalid_ids;

  return (
    <form className="composer panel" onSubmit={submit} aria-labelledby="composer-title">
      <h2 id="composer-title">{draft.parent ? "What to ask further" : "What to ask"}</h2>
      <ParentLine />
      <Picked />
      {tried && problems.picked && (
        <p className="field-problem" role="alert">
          {problems.picked}
        </p>
      )}

      <label htmlFor={questionId}>Question</label>
      <textarea
        id={questionId}
        ref={question}
        rows={6}
        value={draft.question}
        placeholder="Ask in your own words. Everyone picked is asked the same."
        aria-describedby={`${counterId} ${problemId}`}
        aria-invalid={length > MAX_QUESTION || (tried && Boolean(problems.question))}
        onChange={(event) => changeDraft({ type: "write", question: event.target.value })}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(event);
        }}
      />
      <div className="under-field">
        <span id={problemId} className="field-problem">
          {length > MAX_QUESTION || tried ? problems.question : ""}
        </span>
        <span id={counterId} className={length > MAX_QUESTION ? "counter over" : "counter"}>
          <span className="visually-hidden">Characters: </span>
          {length.toLocaleString("en")} / {MAX_QUESTION.toLocaleString("en")}
        </span>
      </div>
      {draft.question === "" && !draft.parent && (
        <ul className="starters" aria-label="Questions to start from">
          {STARTERS.map((starter) => (
            <li key={starter}>
              <button
                type="button"
                onClick={() => {
                  changeDraft({ type: "write", question: starter });
                  question.current?.focus();
                }}
              >
                {starter}
              </button>
            </li>
          ))}
        </ul>
      )}

      <KindChooser form={draft.form} problem={tried ? problems.form : undefined} onChange={(form) => changeDraft({ type: "form", form })} />
      <ContextEditor
        rows={draft.context}
        problem={tried ? problems.context : undefined}
        onChange={(context) => changeDraft({ type: "context", context })}
      />
      <ImageAttachment />

      {submission.failure && (
        <Problem message={submission.failure.message}>
          {Array.isArray(invalidIds) && (
            <button
              type="button"
              className="button small"
              onClick={() => {
                changeDraft({ type: "drop", leadIds: invalidIds.map(String) });
                submission.forget();
              }}
            >
              Leave {invalidIds.length === 1 ? "that one" : `those ${invalidIds.length}`} out
            </button>
          )}
        </Problem>
      )}
      <button type="submit" className="button primary wide" disabled={submission.running}>
        {submission.running ? "Sending …" : draft.picked.size > 0 ? `Ask ${plural(draft.picked.size, "prospect")}` : "Ask"}
      </button>
      <EstimateLine />
    </form>
  );
}

async function bodyOf(draft: Draft): Promise<QuestionSubmitRequest> {
  if (!draft.image) return requestOf(draft);
  return { ...requestOf(draft), image_base64: await base64Of(draft.image), image_mime_type: draft.image.type };
}

/** Which session is followed up: its people's twins remember it. */
function ParentLine() {
  const { draft, changeDraft } = useWorkspace();
  if (!draft.parent) return null;
  return (
    <div className="parent-line">
      <p>
        <span className="quiet">Follows up</span> <a href={hrefTo.session(draft.parent.sessionId)}>{draft.parent.question}</a>
      </p>
      <button type="button" className="link-button" onClick={() => changeDraft({ type: "no-follow-up" })}>
        Ask afresh instead
      </button>
    </div>
  );
}

function Picked() {
  const { draft, changeDraft } = useWorkspace();
  const count = draft.picked.size;
  if (count === 0) return <p className="quiet">Nobody picked yet. Tick the prospects to ask.</p>;
  const hidden = count - CHIPS_SHOWN;
  return (
    <div className="picked-summary">
      <div className="row between">
        <strong role="status">{plural(count, "prospect")} picked</strong>
        <button type="button" className="link-button" onClick={() => changeDraft({ type: "drop", leadIds: [...draft.picked.keys()] })}>
          Clear
        </button>
      </div>
      <ul className="chips" aria-label="Prospects picked">
        {[...draft.picked].slice(0, CHIPS_SHOWN).map(([leadId, name]) => (
          <Chip key={leadId} text={name} removal={`Remove ${name}`} onRemove={() => changeDraft({ type: "drop", leadIds: [leadId] })} />
        ))}
        {hidden > 0 && <li className="quiet">and {hidden.toLocaleString("en")} more</li>}
      </ul>
    </div>
  );
}
