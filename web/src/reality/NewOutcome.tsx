import { useState } from "react";
import type { QuestionSession } from "../api/wire";
import { askedAs } from "../forms/askedAs";
import { OutcomeForm } from "./OutcomeForm";

const LONGEST = 80;

interface NewOutcomeProps {
  leadId: string;
  name: string;
  /** What the twin was asked, newest first. */
  sessions: readonly QuestionSession[];
  onRecorded: () => void;
  onClose: () => void;
}

/** Records what somebody said or did: to one of the questions that their twin was asked, or to none. */
export function NewOutcome({ leadId, name, sessions, onRecorded, onClose }: NewOutcomeProps) {
  const [sessionId, setSessionId] = useState(sessions[0]?.session_id ?? "");
  const session = sessions.find((one) => one.session_id === sessionId);
  return (
    <div className="panel new-outcome">
      <label className="about">
        About{" "}
        <select value={sessionId} onChange={(event) => setSessionId(event.target.value)}>
          {sessions.map(({ session_id, question }) => (
            <option key={session_id} value={session_id}>
              {question.length > LONGEST ? `${question.slice(0, LONGEST)} …` : question}
            </option>
          ))}
          <option value="">something we did not ask the twin</option>
        </select>
      </label>
      <OutcomeForm
        key={sessionId}
        leadId={leadId}
        name={name}
        asked={session ? askedAs(session, true) : null}
        onRecorded={onRecorded}
        onClose={onClose}
      />
    </div>
  );
}
