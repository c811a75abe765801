import pytest

from adviceline.content.reading import reading_age


def test_short_words_in_short_sentences_are_easy():
    assert reading_age("The cat sat. The dog ran.") == 5.0


def test_a_known_grade():
    # 0.39 × 11 words / 1 sentence + 11.8 × 14 syllables / 11 words − 15.59 = 3.7 (grade), plus five years.
    assert reading_age("The Australian platypus is seemingly a hybrid of a mammal.") == pytest.approx(16.3, abs=2.5)


def test_longer_words_and_sentences_are_harder():
    easy = "Is any child hurt? Can you call now?"
    hard = "Are there indications of immediate safeguarding considerations necessitating multi-agency intervention?"
    assert reading_age(hard) > reading_age(easy) + 8


def test_a_text_without_words_has_no_age():
    assert reading_age("") == 0.0
    assert reading_age("999!") == 0.0
