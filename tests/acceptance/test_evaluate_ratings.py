"""`prospect-twins evaluate ratings` on real people's words and votes, with the real local embedding model."""

import asyncio
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from prospect_twins.commands import app
from prospect_twins.models.embeddings.errors import EmbeddingModelMissing
from prospect_twins.models.embeddings.minilm import MiniLmEmbedder
from prospect_twins.settings import Settings

pytestmark = pytest.mark.real_model

REPOSITORY = Path(__file__).parents[2]
VOTES = REPOSITORY.parent / "shared" / "data" / "market_research" / "bottled_gazpacho.csv"
DOCUMENTED = (REPOSITORY / "docs" / "explanation" / "evaluation.md").read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def printed() -> str:
    if not VOTES.exists():
        pytest.skip(f"NO RATING WAS COMPARED WITH REAL VOTES: {VOTES.name} is not in ../shared/data/market_research")
    try:
        asyncio.run(MiniLmEmbedder(Settings().cache_dir).fetch())
    except EmbeddingModelMissing as failure:
        pytest.skip(f"NO RATING WAS COMPARED WITH REAL VOTES: {failure}")
    result = CliRunner().invoke(app, ["evaluate", "ratings", str(VOTES), "--model", "none"])
    assert result.exit_code == 0, result.output
    return result.output


def test_ratings_by_similarity_go_with_the_votes_beyond_chance(printed: str) -> None:
    row = re.search(r"^\| similarity, .*?\| (\S+) \((\S+) to (\S+)\)", printed, re.MULTILINE)
    assert row is not None
    correlation, low, high = map(float, row.groups())
    assert 0 < low < correlation < high < 1


def test_the_documentation_reports_what_the_command_prints(printed: str) -> None:
    lines = [line for line in printed.splitlines() if line]
    assert len(lines) == 10
    assert [line for line in lines if line not in DOCUMENTED] == []


def test_without_a_model_nobody_rates_directly(printed: str) -> None:
    assert "direct" not in printed
