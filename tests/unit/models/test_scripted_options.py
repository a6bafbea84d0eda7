from dataclasses import fields

import pytest

from prospect_twins.models.scripted import options
from prospect_twins.models.scripted.options import Fault, InvalidScript, ScriptedOptions, parse_options


def test_without_options_it_answers_at_once_and_never_fails() -> None:
    assert parse_options("") == ScriptedOptions()


def test_every_option_can_be_set() -> None:
    parsed = parse_options(
        "latency=0.5,jitter=0.2,rate_limited=0.1,server_error=0.05,timeout=0.01,dropped=0.03,refusal=0.02,nonsense=0.02,"
        "retry_after=2,seed=7,images=no,liar,broken_schema=0.5,unclean=0.25,fail=LEAD-3:refusal+EU:LEAD-9:server_error"
    )
    assert parsed == ScriptedOptions(
        latency=0.5,
        jitter=0.2,
        retry_after=2,
        seed=7,
        images=False,
        liar=True,
        broken_schema=0.5,
        unclean=0.25,
        faults={
            Fault.RATE_LIMITED: 0.1,
            Fault.SERVER_ERROR: 0.05,
            Fault.TIMEOUT: 0.01,
            Fault.DROPPED: 0.03,
            Fault.REFUSAL: 0.02,
            Fault.NONSENSE: 0.02,
        },
        fail={"LEAD-3": Fault.REFUSAL, "EU:LEAD-9": Fault.SERVER_ERROR},
    )


def test_every_field_has_a_reader() -> None:
    assert {*options._READERS, "faults"} == {option.name for option in fields(ScriptedOptions)}


@pytest.mark.parametrize(
    "text",
    [
        "speed=1",
        "latency=fast",
        "latency=-1",
        "latency=nan",
        "refusal=2",
        "images=perhaps",
        "fail=LEAD-1",
        "fail=L:fire",
    ],
)
def test_what_cannot_be_read_is_refused_by_its_name(text: str) -> None:
    with pytest.raises(InvalidScript, match=text.partition("=")[0]):
        parse_options(text)
