"""Fitting a calibrator to recorded answers of twins whose people answered too.

A kind of question gets a curve of its own. Four are tried, from the plainest up: logistic or isotonic, on the agreement
of the draws alone or on everything measured. Cross-validation chooses among them, on the pairs it is given and nothing
else. Folds are cut between people, never through one: answers of a person resemble each other, and a fold that held
some of them would flatter a curve fitted to the rest.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from prospect_twins.domain.calibration_pairs import CalibrationPair
from prospect_twins.domain.confidence import (
    FEATURES,
    Calibrator,
    ConfidenceComponents,
    KindCalibration,
    Method,
    WeightedFeature,
    raw_score,
)
from prospect_twins.domain.question_forms import QuestionKind
from prospect_twins.statistics.calibration import expected_calibration_error, tallied

FOLDS = 5
MIN_PEOPLE = 20
MIN_OF_EACH_OUTCOME = 10
"""People whose twin was right at least once, and people whose twin was wrong. Below these a kind stays uncalibrated."""
PENALTY = 10.0
"""L2, on weights of standardised features: it draws a weight fitted to thirty pairs well towards none, so that scores
stay near the base rate, and one fitted to thousands not at all."""
MIN_PAIRS_ISOTONIC = 500
ROW_PAIRS = 5.0
"""Pairs that the logistic part adds to each distinct set of components before the steps are fitted: without them, a
rare one whose three answers were all wrong would score nothing."""
LOGISTIC_PAIRS = 100.0
"""What the logistic part weighs in the isotonic mixture, in pairs: with few pairs steps are mostly chance."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A way to calibrate, one of those that are tried."""

    method: Method
    features: tuple[str, ...]


def fit_calibrator(pairs: Iterable[CalibrationPair], *, seed: int = 0) -> Calibrator:
    """A calibrator for every kind of question with enough pairs; the others stay uncalibrated.

    The same pairs and seed give the same calibrator; `seed` cuts the folds.
    """
    by_kind: defaultdict[str, list[CalibrationPair]] = defaultdict(list)
    for pair in pairs:
        by_kind[pair.question_kind].append(pair)
    fitted = {kind: fit_kind(pairs_of_kind, seed=seed) for kind, pairs_of_kind in by_kind.items()}
    return Calibrator({kind: curve for kind, curve in fitted.items() if curve is not None})


def fit_kind(pairs: Sequence[CalibrationPair], *, seed: int = 0) -> KindCalibration | None:
    """The curve that cross-validation chooses; None where there are too few people, or too few of either outcome."""
    if shortfall(pairs):
        return None
    return fit_candidate(pairs, choose(pairs, seed=seed))


def shortfall(pairs: Sequence[CalibrationPair]) -> str | None:
    """Why these pairs of one kind can't be fitted; None if they can."""
    people = {outcome: {pair.lead_id for pair in pairs if pair.was_correct is outcome} for outcome in (True, False)}
    if (number := len(people[True] | people[False])) < MIN_PEOPLE:
        return f"{number} {'person' if number == 1 else 'people'}, and a fit needs {MIN_PEOPLE}"
    for outcome, word in ((True, "right"), (False, "wrong")):
        if (number := len(people[outcome])) < MIN_OF_EACH_OUTCOME:
            return (
                f"the twins of only {number} {'person was' if number == 1 else 'people were'} ever {word}, "
                f"and a fit needs {MIN_OF_EACH_OUTCOME}"
            )
    if all(raw_score(pair.components) is None for pair in pairs):
        return "nothing was measured that could tell sure from unsure: give several draws, or evidence_coverage"
    return None


def enough(pairs: Sequence[CalibrationPair]) -> bool:
    """Whether there are enough pairs to calibrate by."""
    return shortfall(pairs) is None


@dataclass(frozen=True, slots=True)
class Proof:
    """Expected calibration error on people left out: of the raw score, and of the fitted one."""

    before: float
    after: float


@dataclass(frozen=True, slots=True)
class KindFit:
    """What fitting one kind of question came to: `calibration` and its `proof`, or the reason `why_not`."""

    kind: QuestionKind
    pairs: int
    people: int
    left_aside: int
    """Pairs of a single draw, where those of several are enough: to them agreement would mean nothing."""
    calibration: KindCalibration | None = None
    proof: Proof | None = None
    why_not: str | None = None


def fit(pairs: Iterable[CalibrationPair], *, seed: int = 0) -> list[KindFit]:
    """Every kind of question among `pairs`, fitted where there is enough, and proved by cross-validation. Takes some
    seconds for tens of thousands.
    """
    by_kind: defaultdict[QuestionKind, list[CalibrationPair]] = defaultdict(list)
    for pair in pairs:
        by_kind[pair.question_kind].append(pair)
    fits = []
    for kind in QuestionKind:
        if own := by_kind.get(kind):
            drawn = [pair for pair in own if pair.components.agreement is not None]
            chosen = drawn if enough(drawn) else own
            size = kind, len(chosen), len({pair.lead_id for pair in chosen}), len(own) - len(chosen)
            why_not = shortfall(chosen)
            if why_not:
                fits.append(KindFit(*size, why_not=why_not))
            else:
                fits.append(KindFit(*size, fit_kind(chosen, seed=seed), cross_validated(chosen, seed=seed)))
    return fits


def cross_validated(pairs: Sequence[CalibrationPair], *, seed: int = 0) -> Proof:
    """Each answer scored by a curve that was chosen and fitted without its person."""
    fold_of = dict(zip(*_people_in_folds(pairs, seed), strict=True))
    raw, fitted = [], []
    for fold in range(FOLDS):
        train = [pair for pair in pairs if fold_of[pair.lead_id] != fold]
        curve = fit_candidate(train, choose(train, seed=seed))
        for pair in pairs:
            score = raw_score(pair.components)
            if fold_of[pair.lead_id] == fold and score is not None:
                raw.append((score, pair.was_correct))
                fitted.append((curve.probability(pair.components), pair.was_correct))
    before, after = (
        expected_calibration_error(tallied((score for score, _ in scored), (right for _, right in scored)))
        for scored in (raw, fitted)
    )
    return Proof(before, after)


def _people_in_folds(pairs: Sequence[CalibrationPair], seed: int) -> tuple[list[str], list[int]]:
    people = sorted({pair.lead_id for pair in pairs})
    folds: list[int] = (np.random.default_rng(seed).permutation(len(people)) % FOLDS).tolist()
    return people, folds


def candidates(pairs: Sequence[CalibrationPair]) -> list[Candidate]:
    """What can be tried on these pairs, the plainest first."""
    distinct = {pair.components for pair in pairs}
    measured = tuple(
        name for name, of in FEATURES.items() if all(of(components) is not None for components in distinct)
    )
    alone = tuple(name for name in measured if name == "agreement")
    sets = [names for names in dict.fromkeys((alone, measured)) if names] or [()]
    methods: list[Method] = ["logistic", "isotonic"] if len(pairs) >= MIN_PAIRS_ISOTONIC else ["logistic"]
    return [Candidate(method, names) for names in sets for method in methods]


def choose(pairs: Sequence[CalibrationPair], *, seed: int = 0) -> Candidate:
    """The candidate with the least log loss on people left out; the plainer of equals.

    Not the plainest within one standard error of the least, as is often done: a plain curve that is a little too stiff
    costs little loss and much calibration, and calibration is what this is for.
    """
    tried = candidates(pairs)
    table = _Table.of(pairs)
    folds = np.random.default_rng(seed).permutation(table.people) % FOLDS
    return min(tried, key=lambda candidate: _loss_left_out(table, candidate, folds)) if len(tried) > 1 else tried[0]


def fit_candidate(pairs: Sequence[CalibrationPair], candidate: Candidate) -> KindCalibration:
    """Fit one curve to all of `pairs`, both outcomes among them."""
    table = _Table.of(pairs)
    return _fit(table, candidate, np.ones(table.people, dtype=np.bool_))


@dataclass(frozen=True, slots=True)
class _Table:
    """Pairs as arrays, one place a pair. People are numbered in the order of their ids."""

    components: tuple[ConfidenceComponents, ...]
    """The distinct ones."""
    row: NDArray[np.int_]
    """Which of `components` a pair has."""
    person: NDArray[np.int_]
    correct: NDArray[np.bool_]
    people: int

    @classmethod
    def of(cls, pairs: Sequence[CalibrationPair]) -> "_Table":
        rows: dict[ConfidenceComponents, int] = {}
        row = np.array([rows.setdefault(pair.components, len(rows)) for pair in pairs])
        number = {person: index for index, person in enumerate(sorted({pair.lead_id for pair in pairs}))}
        person = np.array([number[pair.lead_id] for pair in pairs])
        return cls(tuple(rows), row, person, np.array([pair.was_correct for pair in pairs]), len(number))


def _fit(table: _Table, candidate: Candidate, people: NDArray[np.bool_]) -> KindCalibration:
    """The curve of these `people`'s pairs. Pairs that share their components are one weighted row."""
    chosen = people[table.person]
    right = np.bincount(table.row[chosen & table.correct], minlength=len(table.components)).astype(np.float64)
    total = np.bincount(table.row[chosen], minlength=len(table.components)).astype(np.float64)
    seen = total > 0
    components = [component for component, kept in zip(table.components, seen, strict=True) if kept]
    right, total = right[seen], total[seen]
    intercept, features = _rising_logistic(components, total - right, right, candidate.features)
    line = KindCalibration(
        method="logistic",
        intercept=intercept,
        features=features,
        knots=(),
        knot_share=0.0,
        pairs=int(total.sum()),
        people=int(people.sum()),
    )
    if candidate.method == "logistic" or not features:
        return line
    index = np.array([line.index(component) for component in components])
    smooth = np.array([line.probability(component) for component in components])
    shares = (right + ROW_PAIRS * smooth) / (total + ROW_PAIRS)
    steps = IsotonicRegression(y_min=0, y_max=1).fit(index, shares, sample_weight=total + ROW_PAIRS)
    knots = tuple(zip(steps.X_thresholds_.tolist(), steps.y_thresholds_.tolist(), strict=True))
    return replace(line, method="isotonic", knots=knots, knot_share=line.pairs / (line.pairs + LOGISTIC_PAIRS))


def _rising_logistic(
    components: Sequence[ConfidenceComponents], wrong: Floats, right: Floats, names: tuple[str, ...]
) -> tuple[float, tuple[WeightedFeature, ...]]:
    """Intercept and features of a logistic regression, L2-penalised on standardised features.

    A feature that doesn't vary is left out, and so, one at a time, is one whose weight comes out negative: chance, or
    the shadow of another feature, and a confidence that falls as support rises would be unexplainable.
    """
    total = wrong + right
    kept: list[tuple[str, float, float, Floats]] = []
    for name in names:
        values = np.array([FEATURES[name](component) for component in components], dtype=np.float64)
        mean = float(np.average(values, weights=total))
        scale = float(np.sqrt(np.average((values - mean) ** 2, weights=total)))
        if scale > 1e-9:
            kept.append((name, mean, scale, (values - mean) / scale))
    while kept:
        columns = np.column_stack([column for *_, column in kept])
        model = LogisticRegression(C=1 / PENALTY, max_iter=1000).fit(
            np.vstack([columns, columns]),
            np.repeat([0, 1], len(components)),
            sample_weight=np.concatenate([wrong, right]),
        )
        weights = model.coef_[0]
        if weights.min() >= 0:
            features = (
                WeightedFeature(name, mean, scale, float(weight))
                for (name, mean, scale, _), weight in zip(kept, weights, strict=True)
            )
            return float(model.intercept_[0]), tuple(features)
        del kept[int(weights.argmin())]
    return float(np.log((right.sum() + 1) / (wrong.sum() + 1))), ()


def _loss_left_out(table: _Table, candidate: Candidate, folds: NDArray[np.int_]) -> float:
    """The log loss of all answers, summed, each under a curve fitted to the people of the other `folds`."""
    total = 0.0
    for fold in range(FOLDS):
        curve = _fit(table, candidate, folds != fold)
        probability = np.array([curve.probability(components) for components in table.components])[table.row]
        loss = -np.log(np.clip(np.where(table.correct, probability, 1 - probability), 1e-9, None))
        total += float(loss[folds[table.person] == fold].sum())
    return total
