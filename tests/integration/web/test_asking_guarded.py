"""The guard over what a stranger asks: nothing of a child is kept, and every word is given back."""

from __future__ import annotations

import pytest

from adviceline.contacts.models import Enquiry
from adviceline.privacy.guard import GuardFailed
from tests.support.visitor import QUESTION

pytestmark = pytest.mark.django_db
NAMED = "Jayden Smith in Year 8 showed a picture to others. What now?"


def test_a_childs_name_is_refused_with_its_reason_and_every_word_is_given_back(visitor):
    visitor.answers_all(question={"question": NAMED})
    visitor.answers("question", question=NAMED)

    assert visitor.page.status_code == 422
    assert "This looks like a person's name." in visitor.text
    assert NAMED in visitor.text
    assert not Enquiry.objects.exists()
    visitor.opens("/get-advice/question")
    assert "Jayden" not in visitor.text


def test_a_reason_does_not_open_the_guard_to_a_stranger(visitor):
    visitor.answers("question", question=NAMED, question_reason="These are not names.")

    assert visitor.page.status_code == 422


def test_the_note_about_calling_is_guarded_too(visitor):
    visitor.replies(reply="phone", phone="0114 496 0123", call_when="soon", safe_to_call="About Jayden Smith")

    assert visitor.page.status_code == 422
    assert "Remove anything that could identify a child: Jayden Smith" in visitor.text


def test_when_the_guard_fails_nothing_is_kept_and_nothing_is_lost(visitor, monkeypatch):
    def broken(text: str) -> None:
        raise GuardFailed("broken on purpose")

    monkeypatch.setattr("adviceline.privacy.screening.screen", broken)
    visitor.answers("question", question=QUESTION)

    assert visitor.page.status_code == 422
    assert QUESTION in visitor.text
    assert "call us on 0808 157 0421" in visitor.text


def test_a_guard_that_learnt_meanwhile_still_refuses_at_the_end(visitor, monkeypatch):
    visitor.answers_all()
    monkeypatch.setattr("adviceline.channels.web.answers.screen_text", refusing)
    monkeypatch.setattr("adviceline.channels.web.forms.screen_text", refusing)

    visitor.sends()

    assert visitor.page.status_code == 422
    assert QUESTION in visitor.text
    assert not Enquiry.objects.exists()


def refusing(text: str) -> None:
    from adviceline.privacy.guard import explain, screen
    from adviceline.privacy.screening import IdentifyingDetailsFound

    raise IdentifyingDetailsFound(explain(NAMED, screen(NAMED).spans))
