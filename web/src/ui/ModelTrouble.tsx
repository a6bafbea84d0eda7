import { useQuery } from "@tanstack/react-query";
import { modelTroubleQuery } from "../api/queries";

/** Says what is wrong with the model, as long as it is: answers that don't come have their reason in sight. */
export function ModelTrouble() {
  const { data: trouble = null } = useQuery(modelTroubleQuery);
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
