import type { Prospect } from "../api/wire";
import { plural } from "../ui/format";

const LINE = 90;

/** The notes and transcripts that a twin answers from. */
export function History({ prospect }: { prospect: Prospect }) {
  const { notes, transcripts } = prospect;
  return (
    <section aria-labelledby="history-title">
      <h2 id="history-title">History</h2>
      <p className="hint">The twin answers from the facts, this history, and what it was asked before.</p>
      <Texts title="Notes" texts={notes} />
      <Texts title="Transcripts" texts={transcripts} folded />
      {notes.length + transcripts.length === 0 && (
        <p className="quiet">There are no notes or transcripts. Twins answer better with them.</p>
      )}
    </section>
  );
}

function Texts({ title, texts, folded = false }: { title: string; texts: readonly string[]; folded?: boolean }) {
  if (texts.length === 0) return null;
  return (
    <>
      <h3>
        {title} <span className="quiet">{texts.length}</span>
      </h3>
      <ol className="texts">
        {texts.map((text, index) => (
          <li key={index}>{folded ? <FoldedText text={text} /> : <p className="verbatim">{text}</p>}</li>
        ))}
      </ol>
    </>
  );
}

function FoldedText({ text }: { text: string }) {
  return (
    <details>
      <summary>
        {text.slice(0, LINE)}
        {text.length > LINE ? " …" : ""} <span className="quiet">({plural(text.length, "character")})</span>
      </summary>
      <p className="verbatim">{text}</p>
    </details>
  );
}
