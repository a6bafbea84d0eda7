import { useEffect, useState } from "react";
import { modelTrouble } from "../api/health";

const EVERY_MS = 15_000;

/** Says what is wrong with the model, as long as it is: answers that don't come have their reason in sight. */
export function ModelTrouble() {
  const [trouble, setTrouble] = useState<string | null>(null);

  useEffect(() => {
    const controller = new AbortController();
    const look = () => {
      // A service that can't be reached is told of by whatever the user does next.
      modelTrouble(controller.signal).then(setTrouble, () => undefined);
    };
    look();
    const timer = setInterval(look, EVERY_MS);
    return () => {
      clearInterval(timer);
      controller.abort();
    };
  }, []);

  return <TroubleNote trouble={trouble} />;
}

export function TroubleNote({ trouble }: { trouble: string | null }) {
  // The region stands there before its words do, or a screen reader would not tell of them.
  return (
    <div role="status" className="model-trouble">
      {trouble && (
        <p>
          <strong>Answers may not come.</strong> {trouble}
        </p>
      )}
    </div>
  );
}
