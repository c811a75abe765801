"""The rule by which triage proposes a session."""

from __future__ import annotations

import itertools

import pytest

from adviceline.followups.rules.proposing import (
    INDIVIDUAL,
    KINDS,
    MULTI_AGENCY,
    TRAINING,
    WHOLE_SCHOOL,
    Triaged,
    propose,
)

KIND_CODES = ("", "E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8", "other", "not_asked")
URGENCIES = ("", "immediate", "today", "soon", "routine")
CONTINUUM = ("", "H0", "H1", "H2", "H3", "H4", "H5", "other", "not_asked")
JUDGEMENTS = ("", "callback", "case_session", "policy_session", "team_session", "confidence_check")


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({}, ""),
        ({"kind": "E1", "continuum": "H2"}, ""),
        ({"kind": "E1", "continuum": "H3"}, INDIVIDUAL),
        ({"kind": "E1", "continuum": "H0"}, INDIVIDUAL),
        ({"kind": "E1", "continuum": "H4"}, MULTI_AGENCY),
        ({"kind": "E1", "continuum": "H5"}, MULTI_AGENCY),
        ({"kind": "E2"}, WHOLE_SCHOOL),
        ({"kind": "E3"}, WHOLE_SCHOOL),
        ({"kind": "E4"}, ""),
        ({"kind": "E4", "identifying": 3, "responding": 8}, TRAINING),
        ({"kind": "E4", "earlier_enquiries": 2}, TRAINING),
        ({"kind": "E5"}, ""),
        ({"kind": "E5", "threshold": "declined"}, INDIVIDUAL),
        ({"kind": "E5", "threshold": "disputed"}, MULTI_AGENCY),
        ({"kind": "E6"}, MULTI_AGENCY),
        ({"kind": "E7"}, INDIVIDUAL),
        ({"kind": "E8", "identifying": 0, "earlier_enquiries": 9}, ""),
        ({"kind": "E1", "responding": 4}, INDIVIDUAL),
        ({"kind": "E1", "responding": 5}, ""),
        ({"kind": "E1", "identifying": 0}, INDIVIDUAL),
        ({"kind": "E1", "earlier_enquiries": 1}, ""),
        ({"kind": "E1", "earlier_enquiries": 2}, INDIVIDUAL),
        ({"kind": "E1", "continuum": "H4", "judgement": "policy_session"}, WHOLE_SCHOOL),
        ({"kind": "E7", "judgement": "callback"}, ""),
        ({"kind": "E4", "judgement": "team_session"}, MULTI_AGENCY),
        ({"kind": "E7", "urgency": "immediate", "judgement": "case_session"}, ""),
    ],
)
def test_what_is_proposed(facts, kind):
    assert propose(Triaged(**facts)).kind == kind


def test_every_combination_has_an_answer_with_a_reason_and_danger_always_comes_first():
    for kind, urgency, continuum, judgement, score, earlier in itertools.product(
        KIND_CODES, URGENCIES, CONTINUUM, JUDGEMENTS, (None, 0, 4, 5, 10), (0, 2)
    ):
        made = propose(
            Triaged(kind=kind, urgency=urgency, continuum=continuum, judgement=judgement, identifying=score,
                    earlier_enquiries=earlier)
        )  # fmt: skip
        assert made.why
        assert made.kind in (*KINDS, "")
        if urgency == "immediate":
            assert made.kind == ""
            assert "act first" in made.why


def test_the_codes_of_the_rule_are_codes_of_the_taxonomy():
    from adviceline.content.current import current_content
    from adviceline.followups.rules.proposing import JUDGED, NO_SESSION_JUDGED

    taxonomy = current_content().taxonomy
    known = {code for code, _ in taxonomy["follow_up_kind"].choices()}
    assert set(JUDGED) | NO_SESSION_JUDGED == known
    assert {code for code, _ in taxonomy["kind"].choices()} == set(KIND_CODES) - {""}
