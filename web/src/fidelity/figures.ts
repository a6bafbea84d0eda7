// A comparison of twins with their people, in rows and in words.

import type { Compared, KindFidelity } from "../api/reality";
import type { Interval } from "../api/wire";
import { KIND_NAMES } from "../forms/questionForm";
import { percent } from "../ui/figures";

const COMPARED_NAMES: Record<Compared, string> = {
  value: "",
  first_choice: "what is put first",
  sentiment: "sentiment",
  stance: "stance",
};

export function titleOf({ question_kind, compared }: Pick<KindFidelity, "question_kind" | "compared">): string {
  return [KIND_NAMES[question_kind], COMPARED_NAMES[compared]].filter(Boolean).join(": ");
}

export interface ShareRow {
  name: string;
  meaning: string;
  figure: Interval;
}

/** The figures that are shares; those that could not be had are left out. */
export function shareRows(kind: KindFidelity): ShareRow[] {
  const rows = [
    { name: "Same answer", meaning: "Twin and person gave exactly the same answer", figure: kind.agreement },
    { name: "At most one point apart", meaning: "Twin and person are one point apart or less", figure: kind.within_one },
    {
      name: "Alike as a group",
      meaning: "How alike twins’ and people’s answers are spread, whoever gave which; 100% is equal",
      figure: kind.distribution_similarity,
    },
  ];
  return rows.flatMap(({ figure, ...row }) => (figure ? [{ ...row, figure }] : []));
}

/** Below this expected calibration error a score can be read as it stands. */
const GOOD_ECE = 0.05;

export function calibrationText({ ece, auroc, calibrated_share }: NonNullable<KindFidelity["calibration"]>): string {
  const scores =
    calibrated_share === 1
      ? "Confidence scores, all calibrated,"
      : calibrated_share === 0
        ? "Confidence scores, none of them calibrated,"
        : `Confidence scores, ${percent(calibrated_share)} of them calibrated,`;
  const off = `are off by ${(ece * 100).toFixed(1)} points on average (ECE)${ece <= GOOD_ECE ? ": they can be read as they stand" : ""}.`;
  const ranking =
    auroc === null
      ? ""
      : ` They tell right answers from wrong ones ${auroc < 0.55 ? "no better than chance" : `in ${percent(auroc)} of pairs`} (AUROC).`;
  return `${scores} ${off}${ranking}`;
}

/** The people from whom the service learns what a kind's scores are worth, at least. */
export const PEOPLE_TO_CALIBRATE = 20;

/** The kinds whose scores would gain from being calibrated, and those that need more outcomes first. */
export function calibrationNeeds(kinds: readonly KindFidelity[]): { ready: KindFidelity[]; short: KindFidelity[] } {
  const raw = kinds.filter(({ compared, calibration }) => compared !== "stance" && (calibration?.calibrated_share ?? 0) < 1);
  return {
    ready: raw.filter(({ people }) => people >= PEOPLE_TO_CALIBRATE),
    short: raw.filter(({ people }) => people < PEOPLE_TO_CALIBRATE),
  };
}
