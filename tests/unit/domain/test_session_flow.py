"""The life of a session, in all the orders in which things can happen."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule

from prospect_twins.domain.events import EventType, FailureReason
from prospect_twins.domain.session_flow import (
    SLICE,
    AskSlice,
    Cancelled,
    Change,
    LastEvent,
    SessionState,
    Settled,
    Summarize,
    SummaryFailed,
    SummaryWritten,
    TargetErased,
    Transition,
    advance,
    start,
)
from prospect_twins.domain.sessions import SessionStatus

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def session(total: int = 3, window: int = SLICE) -> SessionState:
    return start(total, window).state


def test_the_first_answer_begins_it_and_the_last_calls_for_the_summary() -> None:
    state = session(2)
    first = advance(state, Settled(1, 0, SLICE), NOW)
    assert first.state.status is SessionStatus.IN_PROGRESS
    assert first.jobs == ()
    last = advance(first.state, Settled(1, 0, SLICE), NOW)
    assert last.jobs == (Summarize(),)
    assert last.terminal is None
    done = advance(last.state, SummaryWritten(), NOW)
    assert done.terminal == LastEvent(EventType.SESSION_COMPLETED)
    assert done.state.error_message is None


def test_failures_alone_leave_it_pending_until_it_fails() -> None:
    state = advance(session(2), Settled(0, 1, SLICE), NOW).state
    assert state.status is SessionStatus.PENDING
    done = advance(state, Settled(0, 1, SLICE), NOW)
    assert done.terminal == LastEvent(EventType.SESSION_FAILED, FailureReason.NO_ANSWERS)
    assert done.state.error_message == "PROCESSING_ERROR: none of 2 answered"


def test_a_failed_summary_of_a_partial_session_says_both() -> None:
    state = advance(session(3), Settled(2, 1, SLICE), NOW).state
    done = advance(state, SummaryFailed("too slow"), NOW).state
    assert done.error_message == "SUMMARY_FAILED: too slow; PARTIAL: 2 of 3 answered"


@pytest.mark.parametrize("change", [Settled(1, 0, SLICE), SummaryWritten(), SummaryFailed("x"), Cancelled()])
def test_a_terminal_session_never_changes(change: Change) -> None:
    done = advance(session(), Cancelled(), NOW).state
    assert advance(done, change, NOW) == Transition(done, is_noop=True)


def test_erasing_the_only_prospect_fails_the_session() -> None:
    done = advance(session(1), TargetErased(answered=False, failed=False, window=SLICE), NOW)
    assert done.terminal == LastEvent(EventType.SESSION_FAILED, FailureReason.NO_PROSPECTS)


@given(total=st.integers(1, 5000), window=st.integers(1, 600))
def test_a_new_session_queues_a_window_of_slices_and_no_more(total: int, window: int) -> None:
    first = start(total, window)
    asked = [job for job in first.jobs if isinstance(job, AskSlice)]
    assert sum(job.last - job.first + 1 for job in asked) == first.state.queued
    assert first.state.queued <= max(window, SLICE)
    assert first.state.queued == total or first.state.queued + SLICE > max(window, SLICE)


class Life(RuleBasedStateMachine):
    """Any order of changes: each position is asked exactly once, counters add up, one terminal event at most."""

    targets = Bundle("targets")

    @initialize(total=st.integers(1, 200), window=st.integers(1, 64))
    def begin(self, total: int, window: int) -> None:
        self.window = window
        first = start(total, window)
        self.state = first.state
        self.asked: list[int] = []
        self.settled = 0
        self.erased = 0
        self.terminals = 0
        self.summaries = 0
        self._take(first)

    def _take(self, transition: Transition) -> None:
        self.state = transition.state
        self.terminals += transition.terminal is not None
        for job in transition.jobs:
            if isinstance(job, AskSlice):
                self.asked += range(job.first, job.last + 1)
            else:
                self.summaries += 1

    def _outstanding(self) -> int:
        return len(self.asked) - self.settled - self.erased

    @precondition(lambda self: self._outstanding() > 0 and not self.state.status.is_terminal)
    @rule(data=st.data())
    def settle(self, data: st.DataObject) -> None:
        count = data.draw(st.integers(1, min(self._outstanding(), 20)))
        answered = data.draw(st.integers(0, count))
        self.settled += count
        self._take(advance(self.state, Settled(answered, count - answered, self.window), NOW))

    @precondition(lambda self: self._outstanding() > 0 and not self.state.status.is_terminal)
    @rule()
    def erase_someone_who_is_asked(self) -> None:
        self.erased += 1
        self._take(advance(self.state, TargetErased(False, False, self.window), NOW))

    @rule()
    def cancel(self) -> None:
        self._take(advance(self.state, Cancelled(), NOW))

    @precondition(lambda self: self.summaries > 0)
    @rule(fails=st.booleans())
    def summarize(self, fails: bool) -> None:
        self._take(advance(self.state, SummaryFailed("x") if fails else SummaryWritten(), NOW))

    @invariant()
    def nothing_is_asked_twice_and_nothing_is_forgotten(self) -> None:
        if not hasattr(self, "state"):
            return
        assert self.asked == list(range(len(self.asked)))
        assert self.terminals <= 1
        if not self.state.status.is_terminal and not self.state.is_settled:
            assert self._outstanding() > 0, "someone waits whom no job asks"
        if self.state.is_settled and not self.state.status.is_terminal:
            assert self.summaries == 1


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=60, stateful_step_count=40)
