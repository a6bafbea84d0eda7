"""From several draws of a twin to one answer and its components, and from that to a pair for calibrating."""

import csv
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

from prospect_twins.domain.comparing import COMPARED, Comparable, Pair
from prospect_twins.domain.confidence import ConfidenceComponents
from prospect_twins.domain.errors import InvalidInput
from prospect_twins.domain.labels import Sentiment
from prospect_twins.domain.named_options import option_key
from prospect_twins.domain.named_points import named_point
from prospect_twins.domain.question_forms import SCALE_POINTS, QuestionKind

Draw = TypeVar("Draw", bound=Hashable)

TWIN_ANSWER = "twin_answer"
BETWEEN_OPTIONS = "|"
"""In a cell with several options. A cell with nothing else says that none was chosen."""


@dataclass(frozen=True, slots=True)
class CalibrationPair:
    """One answer of a twin beside what its person said."""

    question_kind: QuestionKind
    lead_id: str
    question_id: str
    answer: Comparable
    real_answer: Comparable
    components: ConfidenceComponents

    @property
    def was_correct(self) -> bool:
        """The same option, point, set of options, first choice or sentiment: see `comparing.COMPARED`."""
        return self.answer == self.real_answer

    @property
    def was_near(self) -> bool:
        """On a scale also one point off."""
        if isinstance(self.answer, int) and isinstance(self.real_answer, int):
            return abs(self.answer - self.real_answer) <= 1
        return self.was_correct


def recorded_pair(pair: Pair) -> CalibrationPair | None:
    """A pair of what was recorded; None if it isn't what confidence is about, or nothing was measured."""
    if pair.confidence is None or pair.compared is not COMPARED[pair.kind][0]:
        return None
    return CalibrationPair(pair.kind, pair.lead_id, pair.session_id, pair.twin, pair.person, pair.confidence.components)


def normalised_answer(question_kind: QuestionKind, text: str) -> Comparable | tuple[str, ...] | None:
    """An answer as a file has it; None if it is none.

    Options by their `option_key`, several with `|` between them, those of a ranking in their order; a
    scale's whole number, also as 4.0; a sentiment.
    """
    return _NORMALISED[question_kind](text) if text.strip() else None


def _options(text: str) -> list[str]:
    return [option for part in text.split(BETWEEN_OPTIONS) if (option := option_key(part))]


def _compared(answer: Comparable | tuple[str, ...]) -> Comparable:
    """Draws of a ranking agree in their whole order, as a twin's do; with its person's the first choice is compared."""
    return answer[0] if isinstance(answer, tuple) else answer


def _sentiment(text: str) -> str | None:
    label = option_key(text)
    return label if label in set(Sentiment) else None


_NORMALISED: Mapping[QuestionKind, Callable[[str], Comparable | tuple[str, ...] | None]] = {
    QuestionKind.FREE_TEXT: _sentiment,
    QuestionKind.SINGLE_CHOICE: option_key,
    QuestionKind.MULTIPLE_CHOICE: lambda text: frozenset(_options(text)),
    QuestionKind.SCALE: lambda text: named_point(SCALE_POINTS, (), text),
    QuestionKind.RANKING: lambda text: tuple(_options(text)) or None,
}

_EXPECTED: Mapping[QuestionKind, str] = {
    QuestionKind.FREE_TEXT: f"one of {', '.join(Sentiment)}",
    QuestionKind.SINGLE_CHOICE: "an option",
    QuestionKind.MULTIPLE_CHOICE: f"options with {BETWEEN_OPTIONS} between them",
    QuestionKind.SCALE: f"a whole number from 1 to {SCALE_POINTS}",
    QuestionKind.RANKING: f"options with {BETWEEN_OPTIONS} between them, best first",
}


def agreed_answer(
    question_kind: QuestionKind,
    draws: Sequence[Draw],
    *,
    evidence_coverage: float | None = None,
    label_probability: float | None = None,
) -> tuple[Draw, ConfidenceComponents]:
    """The answer most draws gave, with its components. `draws`: alike if they are equal, in the order drawn, at least
    one; of a scale the points, as numbers or as texts.

    Among answers given equally often: on a scale the one nearest to the median of all draws, else the first drawn.
    """
    counts = Counter(draws)
    most = max(counts.values())
    tied = [answer for answer in counts if counts[answer] == most]
    answer, closeness = tied[0], None
    if question_kind is QuestionKind.SCALE:
        points = {draw: int(str(draw)) for draw in counts}
        middle = median(points[draw] for draw in draws)
        answer = min(tied, key=lambda option: abs(points[option] - middle))
        if len(draws) > 1:
            apart = sum(abs(points[draw] - points[answer]) for draw in draws)
            closeness = 1 - apart / (len(draws) * (SCALE_POINTS - 1))
    return answer, ConfidenceComponents(
        agreement=most / len(draws) if len(draws) > 1 else None,
        draws=len(draws),
        closeness=closeness,
        evidence_coverage=evidence_coverage,
        label_probability=label_probability,
    )


def parse_calibration_file(lines: Iterable[str]) -> tuple[list[CalibrationPair], list[tuple[int, str]]]:
    """Pairs from a CSV file, and (line, reason) of each row that gives none.

    Columns, in any order: `question_kind`, `lead_id`, `question_id`, `real_answer`, one or more whose names begin with
    `twin_answer` (the draws; empty where one is missing), and if recorded `evidence_coverage` and `label_probability`
    (0..1). Others are ignored. A person's question may stand there once. InvalidInput if a column is missing, or the
    file is no CSV.
    """
    reader = csv.DictReader(lines)
    pairs, rejected = [], []
    seen: set[tuple[QuestionKind, str, str]] = set()
    try:
        draw_columns = _draw_columns([name for name in reader.fieldnames or () if name])
        for row in reader:
            try:
                pair = _pair(row, draw_columns)
                if (key := (pair.question_kind, pair.lead_id, pair.question_id)) in seen:
                    raise ValueError("an earlier row has this person's answer to this question")
            except ValueError as error:
                rejected.append((reader.line_num, str(error)))
            else:
                seen.add(key)
                pairs.append(pair)
    except csv.Error as error:
        raise InvalidInput(f"The file can't be read as CSV after line {reader.line_num}: {error}.") from None
    return pairs, rejected


def _draw_columns(columns: Sequence[str]) -> list[str]:
    drawn = [name for name in columns if name.startswith(TWIN_ANSWER)]
    required = ("question_kind", "lead_id", "question_id", "real_answer")
    missing = [name for name in required if name not in columns] + ([] if drawn else [f"{TWIN_ANSWER}_1"])
    if missing:
        raise InvalidInput(f"The file has no column {', '.join(missing)}; its first line must name the columns.")
    return drawn


def _pair(row: Mapping[str, str | None], draw_columns: Sequence[str]) -> CalibrationPair:
    try:
        kind = QuestionKind((row["question_kind"] or "").strip())
    except ValueError:
        raise ValueError(f"question_kind must be one of {', '.join(QuestionKind)}") from None
    real = normalised_answer(kind, row["real_answer"] or "")
    if real is None:
        raise ValueError(f"real_answer must be {_EXPECTED[kind]}")
    draws = [draw for name in draw_columns if (draw := normalised_answer(kind, row[name] or "")) is not None]
    if not draws:
        raise ValueError(f"no twin_answer is {_EXPECTED[kind]}")
    lead_id, question_id = (row["lead_id"] or "").strip(), (row["question_id"] or "").strip()
    if not lead_id or not question_id:
        raise ValueError("lead_id and question_id must not be empty")
    measured = {name: _share(name, row.get(name)) for name in ("evidence_coverage", "label_probability")}
    answer, components = agreed_answer(kind, draws, **measured)
    return CalibrationPair(kind, lead_id, question_id, _compared(answer), _compared(real), components)


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
