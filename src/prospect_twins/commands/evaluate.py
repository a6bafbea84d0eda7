"""`prospect-twins evaluate`: the product's methods measured on data of real people."""

from prospect_twins.commands.evaluate_labels import evaluate_labels
from prospect_twins.commands.evaluate_ratings import evaluate_ratings
from prospect_twins.commands.evaluate_twin2k import evaluate_twin2k
from prospect_twins.commands.typed import Commands

app = Commands(help="Measure the product's methods on data from real people.", no_args_is_help=True)


@app.callback()
def evaluate() -> None:
    """Measure the product's methods on data from real people."""


app.command("coding")(evaluate_labels)
app.command("ratings")(evaluate_ratings)
app.command("twin2k")(evaluate_twin2k)
