"""What the roles permit, and what they must never."""

from __future__ import annotations

import pytest

from adviceline.accounts import rules
from adviceline.accounts.roles import ROLES, Permission, permissions_of

READ_ABOUT_PEOPLE = {
    Permission.READ_ENQUIRIES,
    Permission.READ_CONTACT_DETAILS,
    Permission.WORK_ENQUIRIES,
    Permission.REVIEW_GUARD,
}


@pytest.mark.parametrize(
    "role",
    ["authority_monitor", "evaluator", "evidence_analyst", "finance_officer", "content_editor", "clinical_reviewer"],
)
def test_these_roles_never_read_an_enquiry(role: str) -> None:
    assert not permissions_of([role]) & READ_ABOUT_PEOPLE


def test_the_authority_sees_what_is_released_disputes_claims_and_nothing_else() -> None:
    assert permissions_of(["authority_monitor"]) == {Permission.READ_RELEASES, Permission.DISPUTE_CLAIMS}


def test_the_accountable_manager_reads_no_contact_details() -> None:
    assert Permission.READ_CONTACT_DETAILS not in permissions_of(["service_manager"])


def test_two_roles_permit_what_either_does_and_an_unknown_one_nothing() -> None:
    both = permissions_of(["adviser", "evaluator"])
    assert both == permissions_of(["adviser"]) | permissions_of(["evaluator"])
    assert permissions_of(["wizard"]) == frozenset()


def test_every_permission_belongs_to_a_role() -> None:
    assert permissions_of(list(ROLES)) == set(Permission)


def test_names_and_addresses_are_kept_in_one_form() -> None:
    assert rules.clean_name("  Sam \n  Sample ") == "Sam Sample"
    assert rules.clean_email(" Sam@Example.ORG ") == "sam@example.org"
    assert rules.in_order(["evaluator", "adviser", "adviser"]) == ["adviser", "evaluator"]
    assert rules.unknown_roles(["wizard", "adviser", "admin"]) == ["admin", "wizard"]
