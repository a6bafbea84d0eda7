"""Labels of answers: sentiment, stance, themes, objections."""
