"""`prospect-twins evaluate ratings`: ratings read out of people's words, beside the votes of the same people."""

import asyncio
import math
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prospect_twins.commands.options import load_settings
from prospect_twins.commands.terminal import say

if TYPE_CHECKING:
    from prospect_twins.domain.similarity_rating import Rating
    from prospect_twins.evaluation.rating_study import Vote
    from prospect_twins.settings import Settings

MEANINGS = ("certainly not", "probably not", "perhaps", "probably", "certainly")
"""What the points of the purchase-intent scale mean, for direct rating."""


def evaluate_ratings(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV with a text and a vote in each row.")],
    question: Annotated[str, typer.Option(help="What these people were asked.")] = "Would you buy this product?",
    text_column: Annotated[str, typer.Option(help="The column with people's own words.")] = "Explanation",
    vote_column: Annotated[str, typer.Option(help="The column with their votes, 1 to 5.")] = "Vote",
    embeddings: Annotated[str, typer.Option(help="'embedded', or a model such as 'openai:text-embedding-3-small'.")]
    = "embedded",
    model: Annotated[
        str | None, typer.Option(help="The model that rates directly, or 'none'.", show_default="PROSPECT_TWINS_MODEL")
    ] = None,
) -> None:  # fmt: skip
    """Compare purchase intents read out of free answers with the votes of the same people.

    Reads them in two ways: by semantic similarity (arXiv 2510.08338), and by a model that names the number directly.
    """
    from prospect_twins.domain.rating_scales import PURCHASE_INTENT
    from prospect_twins.evaluation.rating_study import read_votes
    from prospect_twins.models.credentials import check_credentials
    from prospect_twins.models.embeddings.catalog import check_embedding_model

    settings = load_settings(joins=False, model=None if model == "none" else model)
    # Both before anything: what the first one reads may be paid for, and a download takes minutes.
    check_embedding_model(embeddings)
    check_credentials(embeddings, chosen_by="--embeddings")
    if model != "none":
        check_credentials(settings.model, chosen_by="--model")
    votes = read_votes(file, text_column=text_column, vote_column=vote_column, points=PURCHASE_INTENT.points)
    if model != "none" and settings.model == "embedded":
        from prospect_twins.commands.weights import fetch_weights

        fetch_weights(settings)
    ratings = asyncio.run(_rate(settings, embeddings, question, votes, directly=model != "none"))
    say(_report(file.name, votes, ratings))


async def _rate(
    settings: "Settings", embeddings: str, question: str, votes: "Sequence[Vote]", *, directly: bool
) -> "dict[str, list[Rating]]":
    """The ratings of everybody's words, by what made them."""
    from functools import partial

    from prospect_twins.agents.calling.model_calls import ModelCalls
    from prospect_twins.agents.twin.direct_rating import DirectRater
    from prospect_twins.app.models import open_configured_model
    from prospect_twins.domain.rating_scales import PURCHASE_INTENT
    from prospect_twins.models.embedded.sampling import label_settings
    from prospect_twins.models.embeddings.catalog import open_embedder
    from prospect_twins.services.rating import SimilarityRater

    texts = [vote.text for vote in votes]
    ratings: dict[str, list[Rating]] = {}
    async with open_embedder(embeddings, settings.cache_dir) as embedder:
        rater = SimilarityRater(embedder, PURCHASE_INTENT)
        ratings[f"similarity, {embedder.name}"] = await ModelCalls().run(partial(rater.rate, texts))
    if directly:
        labels = label_settings([str(point) for point in range(1, PURCHASE_INTENT.points + 1)])
        async with open_configured_model(settings) as model:
            direct = DirectRater(
                model,
                question,
                MEANINGS,
                settings=labels if settings.model == "embedded" else None,
                parallel=min(settings.calls_in_flight, 8),
            )
            ratings[f"direct, {model.model_name}"] = await direct.rate(texts)
    return ratings


def _report(name: str, votes: "Sequence[Vote]", ratings: "dict[str, list[Rating]]") -> str:
    """Two tables in Markdown, and what sets the two ways of rating apart."""
    from prospect_twins.domain.rating_scales import PURCHASE_INTENT
    from prospect_twins.domain.similarity_rating import Rating
    from prospect_twins.evaluation.rating_study import agreement, pearson_gap, vote_shares

    points = PURCHASE_INTENT.points
    indifferent = Rating((1 / points,) * points)
    # What reads nothing is the least that any rating has to beat.
    every = {**ratings, "every point alike, whatever was said": [indifferent] * len(votes)}
    agreements = {kind: agreement(votes, answers) for kind, answers in every.items()}
    lines = [
        f"{len(votes)} answers of {name} with votes from 1 to {points}, standard deviation "
        f"{statistics.stdev(vote.point for vote in votes):.2f}; intervals cover 95%.",
        "",
        "| rating | Pearson | Spearman | mean absolute error | standard deviation | KS similarity |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for kind, measured in agreements.items():
        cells = (
            _correlation(measured.pearson, measured.pearson_interval),
            _correlation(measured.spearman, measured.spearman_interval),
            f"{measured.mean_absolute_error:.2f}",
            f"{measured.spread:.2f}",
            f"{measured.ks_similarity:.2f}",
        )
        lines.append(f"| {kind} | {' | '.join(cells)} |")
    lines += [
        "",
        f"| share of | {' | '.join(str(point) for point in range(1, points + 1))} |",
        f"| --- |{' --- |' * points}",
        f"| people's votes | {_shares(vote_shares(votes, points))} |",
        *(f"| {kind} | {_shares(measured.shares)} |" for kind, measured in agreements.items()),
    ]
    if len(ratings) == 2:
        gap, interval = pearson_gap(votes, *ratings.values())
        lines += ["", f"Pearson of similarity less that of direct rating: {gap:+.2f} ({_interval(interval)})."]
    return "\n".join(lines)


def _correlation(value: float, interval: tuple[float, float]) -> str:
    return "none" if math.isnan(value) else f"{value:.2f} ({_interval(interval)})"


def _interval(interval: tuple[float, float]) -> str:
    return f"{interval[0]:.2f} to {interval[1]:.2f}"


def _shares(mass: Sequence[float]) -> str:
    return " | ".join(f"{share:.2f}" for share in mass)
