import { useRef, useState, type FormEvent, type RefObject } from "react";
import { Once } from "../api/idempotency";
import { submitQuestion } from "../api/sessions";
import { hrefTo } from "../routing/route";
import { navigate } from "../routing/useRoute";
import { characterCount, plural } from "../ui/format";
import { Problem } from "../ui/Problem";
import { useCommand } from "../ui/useCommand";
import { isSendable, MAX_QUESTION, problemsOf, requestOf } from "../workspace/draft";
import { useWorkspace } from "../workspace/workspace";
import { ContextEditor } from "./ContextEditor";
import { EstimateLine } from "./EstimateLine";
import { ImageAttachment } from "./ImageAttachment";
import { withImage } from "./imageFile";
import { KindChooser } from "./KindChooser";
import { ParentLine } from "./ParentLine";
import { PickedProspects } from "./PickedProspects";
import { QuestionField } from "./QuestionField";

/** What is asked, and everything that goes with it, until it is sent. */
export function Composer({ question }: { question: RefObject<HTMLTextAreaElement | null> }) {
  const { draft, changeDraft, refreshMe } = useWorkspace();
  const [tried, setTried] = useState(false);
  const once = useRef(new Once());
  const problems = problemsOf(draft);
  const shown = tried ? problems : {};
  const tooLong = characterCount(draft.question) > MAX_QUESTION;

  const submission = useCommand(async () => {
    const body = await withImage(requestOf(draft), draft.image);
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
    if (isSendable(problems)) submission.run();
  };

  const unknown = submission.failure?.details.invalid_ids;
  const leaveOut = (leadIds: readonly unknown[]) => {
    changeDraft({ type: "drop", leadIds: leadIds.map(String) });
    submission.forget();
  };

  return (
    <form className="composer panel" onSubmit={submit} aria-labelledby="composer-title">
      <h2 id="composer-title">{draft.parent ? "What to ask further" : "What to ask"}</h2>
      <ParentLine />
      <PickedProspects />
      {shown.picked && (
        <p className="field-problem" role="alert">
          {shown.picked}
        </p>
      )}
      <QuestionField field={question} problem={tooLong ? problems.question : shown.question} onSubmit={submit} />
      <KindChooser form={draft.form} problem={shown.form} onChange={(form) => changeDraft({ type: "form", form })} />
      <ContextEditor rows={draft.context} problem={shown.context} onChange={(context) => changeDraft({ type: "context", context })} />
      <ImageAttachment />
      {submission.failure && (
        <Problem message={submission.failure.message}>
          {Array.isArray(unknown) && (
            <button type="button" className="button small" onClick={() => leaveOut(unknown)}>
              Leave {unknown.length === 1 ? "that one" : `those ${unknown.length}`} out
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
