"""`prospect-twins evaluate coding`: labels read out of people's words, beside the votes of the same people."""

import asyncio
import csv
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prospect_twins.commands.options import load_settings
from prospect_twins.commands.terminal import say

if TYPE_CHECKING:
    from prospect_twins.domain.usage import Usage
    from prospect_twins.evaluation.labelling_study import Labels
    from prospect_twins.evaluation.rating_study import Vote
    from prospect_twins.settings import Settings
    from prospect_twins.statistics.intervals import Interval

POINTS = 5


def evaluate_labels(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV with a text and a vote in each row.")],
    question: Annotated[str, typer.Option(help="What these people were asked.")] = "Would you buy this product?",
    text_column: Annotated[str, typer.Option(help="The column with people's own words.")] = "Explanation",
    vote_column: Annotated[str, typer.Option(help="The column with their votes, 1 to 5.")] = "Vote",
    model: Annotated[
        str | None, typer.Option(help="The model that labels.", show_default="PROSPECT_TWINS_CODING_MODEL")
    ] = None,
    labels: Annotated[
        Path | None,
        typer.Option("--codes", metavar="FILE", dir_okay=False, help="Write texts and labels to this CSV file."),
    ] = None,
) -> None:  # fmt: skip
    """Compare the labels of free answers (sentiment, stance, quote) with the votes of the same people."""
    from prospect_twins.evaluation.rating_study import read_votes
    from prospect_twins.models.credentials import check_credentials

    settings = load_settings(joins=False, coding_model=model)
    check_credentials(settings.model_that_labels, chosen_by="--model")
    votes = read_votes(file, text_column=text_column, vote_column=vote_column, points=POINTS)
    if settings.model_that_labels == "embedded":
        from prospect_twins.commands.weights import fetch_weights

        fetch_weights(settings)
    name, read, usage = asyncio.run(_label(settings, question, votes))
    say(_report(file.name, name, votes, read, usage))
    if labels:
        _write(labels, votes, read)
        say(f"\nLabels: {labels}")


async def _label(settings: "Settings", question: str, votes: "Sequence[Vote]") -> "tuple[str, Labels, Usage]":
    """The coding model's name, everybody's labels, and what they took."""
    from prospect_twins.app.models import open_models
    from prospect_twins.evaluation.labelling_study import label_votes

    async with open_models(settings.model_copy(update={"model": settings.model_that_labels})) as models:
        read, usage = await label_votes(models.labeller, question, votes)
        return models.name, read, usage


def _report(name: str, model: str, votes: "Sequence[Vote]", labels: "Labels", usage: "Usage") -> str:
    """What the labels tell of the votes, in Markdown."""
    from prospect_twins.evaluation.labelling_study import label_agreement

    agreement = label_agreement(votes, labels)
    lines = [
        f"{agreement.people} answers of {name} with votes from 1 to {POINTS}, labelled by {model}: "
        f"{agreement.labelled} labelled, {agreement.people - agreement.labelled} unlabelled; intervals cover 95%.",
        "",
        "| stance beside vote | |",
        "| --- | --- |",
        f"| Pearson | {_interval(agreement.pearson)} |",
        f"| Spearman | {_interval(agreement.spearman)} |",
        f"| the same point | {_interval(agreement.same_point)} |",
        "",
        "| sentiment | votes of 1 or 2 | votes of 3 | votes of 4 or 5 | mean vote |",
        "| --- | --- | --- | --- | --- |",
        *(
            f"| {row.sentiment or 'unlabelled'} | {row.against} | {row.undecided} | {row.for_it} | "
            f"{_interval(row.mean) if row.mean else 'nobody'} |"
            for row in agreement.by_sentiment
        ),
        "",
        f"Of people who voted 1, 2, 4 or 5, a positive or negative sentiment told the side of "
        f"{_interval(agreement.told_apart)}; calling all of them what most are would be right for "
        f"{agreement.commonest:.2f}. "
        f"Where the sentiment was positive or negative, it was right for {_interval(agreement.right_when_said)}.",
        f"Quotes: {agreement.quotes} of {agreement.people} answers have one that stands in the answer word for word, "
        f"{agreement.false_quotes} one that doesn't.",
        f"Took {_usage(usage)}.",
    ]
    return "\n".join(lines)


def _interval(interval: "Interval") -> str:
    if math.isnan(interval.estimate):
        return "none"
    return f"{interval.estimate:.2f} ({interval.low:.2f} to {interval.high:.2f})"


def _usage(usage: "Usage") -> str:
    parts = [f"{usage.calls} calls"]
    parts += [f"{usage.input_tokens} tokens in"] if usage.input_tokens is not None else []
    parts += [f"{usage.output_tokens} tokens out"] if usage.output_tokens is not None else []
    return ", ".join(parts)


def _write(path: Path, votes: "Sequence[Vote]", labels: "Labels") -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["vote", "sentiment", "stance", "intensity", "themes", "objections", "quote", "text"])
        for vote, label in zip(votes, labels, strict=True):
            cells = (
                [label.sentiment, label.stance, label.intensity, "; ".join(label.themes), "; ".join(label.objections),
                 label.quote]
                if label
                else [None] * 6
            )  # fmt: skip
            rows.writerow([vote.point, *cells, vote.text])
