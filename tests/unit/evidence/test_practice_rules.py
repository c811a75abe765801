"""Which step an example may take, tried for every state, role and author."""

from __future__ import annotations

import itertools

from adviceline.accounts.roles import ROLES
from adviceline.evidence.models import PracticeExample
from adviceline.evidence.rules.examples import STEPS, role_for, why_not

STATES = PracticeExample.State.values


def test_a_step_is_open_just_to_its_role_in_its_states_and_never_to_authors_of_what_they_approve():
    for step, state, role, authors in itertools.product(STEPS, STATES, ROLES, ([], [1], [2])):
        rule = STEPS[step]
        words = why_not(step, state=state, roles=[role], person=1, authors=authors)
        allowed = state in rule.before and rule.needs in ROLES[role].permissions
        assert (words == "") == (allowed and not (rule.apart and 1 in authors)), (step, state, role, authors)


def test_every_state_is_reached_and_the_public_one_only_through_approval():
    assert {rule.after for rule in STEPS.values()} == set(STATES)
    assert [name for name, rule in STEPS.items() if rule.after == "published"] == ["publish"]
    assert STEPS["publish"].before == ("approved",)
    assert STEPS["approve"].apart


def test_the_role_of_whoever_approves_is_named():
    assert role_for(["adviser", "clinical_reviewer"], STEPS["approve"].needs) == "Clinical reviewer"
    assert role_for(["nonsense"], STEPS["approve"].needs) == ""
