import { useId, type FormEvent, type RefObject } from "react";
import { characterCount } from "../ui/format";
import { MAX_QUESTION } from "../workspace/draft";
import { useWorkspace } from "../workspace/workspace";

const STARTERS = [
  "What are your main concerns when you think about life insurance?",
  "What would make you switch to another insurer?",
  "How would you like us to get in touch with you, and how often?",
];

interface QuestionFieldProps {
  field: RefObject<HTMLTextAreaElement | null>;
  /** What is wrong with it, where it is time to say so. */
  problem: string | undefined;
  onSubmit: (event: FormEvent) => void;
}

/** The question in its own words, how long it is, and some to start from. Ctrl+Enter sends it. */
export function QuestionField({ field, problem, onSubmit }: QuestionFieldProps) {
  const { draft, changeDraft } = useWorkspace();
  const id = useId();
  const length = characterCount(draft.question);
  const tooLong = length > MAX_QUESTION;
  return (
    <>
      <label htmlFor={id}>Question</label>
      <textarea
        id={id}
        ref={field}
        rows={6}
        value={draft.question}
        placeholder="Ask in your own words. Everyone picked is asked the same."
        aria-describedby={`${id}-counter ${id}-problem`}
        aria-invalid={Boolean(problem)}
        onChange={(event) => changeDraft({ type: "write", question: event.target.value })}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) onSubmit(event);
        }}
      />
      <div className="under-field">
        <span id={`${id}-problem`} className="field-problem">
          {problem}
        </span>
        <span id={`${id}-counter`} className={tooLong ? "counter over" : "counter"}>
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
                  field.current?.focus();
                }}
              >
                {starter}
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
