"""What a question's form must hold to, before it is asked of anybody."""

from collections.abc import Iterator
from dataclasses import replace

from prospect_twins.domain.errors import InvalidInput
from prospect_twins.domain.named_options import option_key
from prospect_twins.domain.question_forms import (
    MAX_OPTION_CHARS,
    MAX_OPTIONS,
    SCALE_POINTS,
    QuestionForm,
    QuestionKind,
    ScaleMethod,
)
from prospect_twins.domain.text import check_text

MIN_OPTIONS = 2


def checked_form(form: QuestionForm) -> QuestionForm:
    """`form` with the method of a scale filled in. Raises InvalidInput, which names every place and reason."""
    faults = [*_count_faults(form), *_option_faults(form.options), *_scale_faults(form)]
    if faults:
        listed = "; ".join(f"{field}: {reason}" for field, reason in faults)
        raise InvalidInput(f"Not valid: {listed}.", [{"place": field, "reason": reason} for field, reason in faults])
    if form.kind is QuestionKind.SCALE and form.scale_method is None:
        return replace(form, scale_method=ScaleMethod.DIRECT)
    return form


def _count_faults(form: QuestionForm) -> Iterator[tuple[str, str]]:
    number = len(form.options)
    if form.kind is QuestionKind.FREE_TEXT:
        if number:
            yield "options", "free_text takes none; say question_kind single_choice, multiple_choice, scale or ranking"
    elif form.kind is QuestionKind.SCALE:
        if number not in (0, SCALE_POINTS):
            yield "options", f"a scale takes exactly {SCALE_POINTS}, what its points mean, lowest first; or none"
    elif number < MIN_OPTIONS:
        yield "options", f"{form.kind} needs at least {MIN_OPTIONS} to choose from"
    elif number > MAX_OPTIONS:
        yield "options", f"at most {MAX_OPTIONS} can be shown"


def _option_faults(options: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    first: dict[str, int] = {}
    for index, option in enumerate(options):
        field, key = f"options.{index}", option_key(option)
        if not key:
            yield field, "it is blank; write what can be chosen"
        elif key in first:
            yield (
                field,
                f"it is the same as options.{first[key]} (case, blanks and kinds of quotation marks don't count)",
            )
        elif len(option) > MAX_OPTION_CHARS:
            yield field, f"it has more than {MAX_OPTION_CHARS} characters; shorten it"
        first.setdefault(key, index)
        try:
            check_text(option)
        except ValueError as error:
            yield field, str(error)


def _scale_faults(form: QuestionForm) -> Iterator[tuple[str, str]]:
    if form.kind is not QuestionKind.SCALE:
        for field, value in (("scale", form.scale), ("scale_method", form.scale_method)):
            if value is not None:
                yield field, "only a question of question_kind scale has one"
    elif form.scale_method is ScaleMethod.SIMILARITY and form.scale is None:
        yield "scale", "scale_method similarity needs one, whose anchor statements answers are held against"
