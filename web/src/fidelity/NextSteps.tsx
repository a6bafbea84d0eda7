import type { KindFidelity } from "../api/reality";
import { plural } from "../ui/format";
import { calibrationNeeds, PEOPLE_TO_CALIBRATE, titleOf } from "./figures";

/** What to do with these figures. */
export function NextSteps({ kinds }: { kinds: readonly KindFidelity[] }) {
  const { ready, short } = calibrationNeeds(kinds);
  return (
    <section className="panel next-steps" aria-labelledby="next-title">
      <h2 id="next-title">What to do next</h2>
      {ready.length > 0 && (
        <p>
          There is enough to make confidence mean something for {ready.map(titleOf).join(", ").toLowerCase()}. Where the service runs:{" "}
          <code>prospect-twins calibrate --from-outcomes</code>
        </p>
      )}
      {short.map((kind) => (
        <p key={titleOf(kind)}>
          {titleOf(kind)}: record the answers of {plural(Math.max(1, PEOPLE_TO_CALIBRATE - kind.people), "more person", "more people")},
          then run <code>prospect-twins calibrate --from-outcomes</code> where the service runs. Fewer would teach it chance.
        </p>
      ))}
      {ready.length + short.length === 0 && (
        <p>All scores are calibrated. Go on recording what people say: the figures above show when it is time to do it again.</p>
      )}
    </section>
  );
}
