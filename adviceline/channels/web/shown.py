"""Words of the content as pages show them."""

from adviceline.ui.words import markdown, sentence, title, words

__all__ = ["markdown", "sentence", "title", "words"]
