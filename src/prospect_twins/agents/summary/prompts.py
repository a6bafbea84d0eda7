"""What is said to the model that helps to write a summary, the forms of its replies, and what bounds its calls.

Without Pydantic AI, so that a plan of calls can be made from it in an API process.
"""

from dataclasses import dataclass

from pydantic import BaseModel, Field

from prospect_twins.agents.calling.marked_data import DATA_RULE


class Group(BaseModel):
    members: list[int] = Field(description="numbers of the themes that mean the same")


class Grouping(BaseModel):
    groups: list[Group]


class ConcernedTheme(BaseModel):
    theme: int = Field(description="the theme's number")
    quotes: list[str] = Field(description="from each of its quotes that speaks of the focus area, the words that do")


class Area(BaseModel):
    area: int = Field(description="the focus area's number")
    themes: list[ConcernedTheme]


class Focus(BaseModel):
    areas: list[Area]


class Statement(BaseModel):
    finding: int = Field(description="the finding's number")
    statement: str = Field(description="one sentence, without numbers, shares, names or quotations")


class Writing(BaseModel):
    findings: list[Statement]
    overview: list[str] = Field(description="sentences")


GROUPING = f"""\
You are given themes that were read out of answers to one question. Put those that mean the same, or that are one
matter in other words, into one group. What belongs to nothing else stays out. Themes that only touch the same subject
from opposite sides are one matter: who likes a price and who dislikes it both speak of the price.

{DATA_RULE}"""

FOCUS = f"""\
You are given themes of answers to one question, each with quotes, and areas that a reader asks about. Say for each
area which themes concern it: those whose people speak of the area. From each quote of such a theme that speaks of the
area copy the words that do, character by character. An area that no quote speaks of has no themes: leave it empty,
that is worth knowing too.

{DATA_RULE}"""

WRITING = f"""\
You write what digital twins, simulated customers, said to one question. You are given findings, each with quotes of
some of the people behind it.

findings: for each, one plain sentence on what these people say and why, true to the quotes and to the note.
overview: {{sentences}}

Add nothing. Write "some" and "others": never how many people hold something, no figures, no names, nothing in
quotation marks, and don't copy a quote. Counts and quotes are put beside your sentences by others.

{DATA_RULE}"""


@dataclass(frozen=True, slots=True)
class SummaryBudgets:
    """What bounds a summary's calls, whatever the number of answers."""

    grouped: int = 120
    """Themes in one grouping call."""
    merged: int = 480
    """Distinct themes that are shown to a model at all, the most frequent; the rest joins them by shared words."""
    focused: int = 80
    """Themes among which those that concern a focus area are looked for."""
    compared: int = 8
    """Themes by which groups of people are compared."""
    parallel: int = 8
    """Calls at a time."""
    grouping_s: float = 120.0
    """Seconds for merging themes by meaning; what isn't done by then stays apart."""
