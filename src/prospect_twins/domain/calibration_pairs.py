"""From several draws of a twin to one answer and its components, and from that to a pair for calibrating."""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from prospect_twins.domain.confidence import ConfidenceComponents
from prospect_twins.domain.errors import InvalidInput

SCALE = "scale"
QUESTION_KINDS = ("single_choice", SCALE)
SCALE_POINTS = (1, 5)
TWIN_ANSWER = "twin_answer"


@dataclass(frozen=True, slots=True)
class CalibrationPair:
    """One answer of a twin beside what its person said."""

    question_kind: str
    lead_id: str
    question_id: str
    answer: str
    real_answer: str
    components: ConfidenceComponents

    @property
    def was_correct(self) -> bool:
        """The same option; on a scale the same point."""
        return self.answer == self.real_answer

    @property
    def was_near(self) -> bool:
        """On a scale also one point off."""
        if self.question_kind != SCALE:
            return self.was_correct
        return abs(int(self.answer) - int(self.real_answer)) <= 1


def normalised_answer(question_kind: str, text: str) -> str | None:
    """An option without regard to case and spaces, or a scale's whole number; None if it is no answer."""
    words = " ".join(text.split()).casefold()
    if question_kind != SCALE:
        return words or None
    try:
        point = float(words)
    except ValueError:
        return None
    return str(int(point)) if point.is_integer() and SCALE_POINTS[0] <= point <= SCALE_POINTS[1] else None


def agreed_answer(
    question_kind: str,
    draws: Sequence[str],
    *,
    evidence_coverage: float | None = None,
    label_probability: float | None = None,
) -> tuple[str, ConfidenceComponents]:
    """The answer most draws gave, with its components. `draws`: normalised, in the order drawn, at least one.

    Among answers given equally often: on a scale the one nearest to the median of all draws, else the first drawn.
    """
    counts = Counter(draws)
    most = max(counts.values())
    tied = [answer for answer in counts if counts[answer] == most]
    closeness = None
    if question_kind == SCALE:
        points = [int(draw) for draw in draws]
        middle = median(points)
        answer = min(tied, key=lambda each: abs(int(each) - middle))
        length = SCALE_POINTS[1] - SCALE_POINTS[0]
        if len(draws) > 1:
            closeness = 1 - sum(abs(point - int(answer)) for point in points) / (len(points) * length)
    else:
        answer = tied[0]
    return answer, ConfidenceComponents(
        agreement=most / len(draws) if len(draws) > 1 else None,
        draws=len(draws),
        closeness=closeness,
        evidence_coverage=evidence_coverage,
        label_probability=label_probability,
    )


def parse_calibration_file(lines: Iterable[str]) -> tuple[list[CalibrationPair], list[tuple[int, str]]]:
    """Pairs from a CSV file, and (line, reason) of each row that gives none.

    Columns, in any order: `question_kind` (single_choice or scale), `lead_id`, `question_id`, `real_answer`, one or
    more whose names begin with `twin_answer` (the draws; empty where one is missing), and if recorded
    `evidence_coverage` and `label_probability` (0..1). Others are ignored. InvalidInput if a column is missing.
    """
    reader = csv.DictReader(lines)
    columns = [name for name in reader.fieldnames or () if name]
    draw_columns = [name for name in columns if name.startswith(TWIN_ANSWER)]
    required = ("question_kind", "lead_id", "question_id", "real_answer")
    missing = [name for name in required if name not in columns] + ([] if draw_columns else [f"{TWIN_ANSWER}_1"])
    if missing:
        raise InvalidInput(f"The file has no column {', '.join(missing)}; its first line must name the columns.")
    pairs, rejected = [], []
    for row in reader:
        try:
            pairs.append(_pair(row, draw_columns))
        except ValueError as error:
            rejected.append((reader.line_num, str(error)))
    return pairs, rejected


def _pair(row: Mapping[str, str | None], draw_columns: Sequence[str]) -> CalibrationPair:
    kind = (row["question_kind"] or "").strip()
    if kind not in QUESTION_KINDS:
        raise ValueError(f"question_kind must be {' or '.join(QUESTION_KINDS)}")
    real = normalised_answer(kind, row["real_answer"] or "")
    if real is None:
        raise ValueError("real_answer is empty, or no whole number from 1 to 5 on a scale")
    draws = [draw for name in draw_columns if (draw := normalised_answer(kind, row[name] or "")) is not None]
    if not draws:
        raise ValueError("no twin_answer is an answer")
    lead_id, question_id = (row["lead_id"] or "").strip(), (row["question_id"] or "").strip()
    if not lead_id or not question_id:
        raise ValueError("lead_id and question_id must not be empty")
    measured = {name: _share(name, row.get(name)) for name in ("evidence_coverage", "label_probability")}
    answer, components = agreed_answer(kind, draws, **measured)
    return CalibrationPair(kind, lead_id, question_id, answer, real, components)


def _share(name: str, text: str | None) -> float | None:
    if not text or not text.strip():
        return None
    try:
        value = float(text)
    except ValueError:
        raise ValueError(f"{name} is no number") from None
    if not 0 <= value <= 1:
        raise ValueError(f"{name} must lie between 0 and 1")
    return value
