"""Details open with their own key and nobody else's; a key destroyed is destroyed; master keys come and go."""

from __future__ import annotations

import os
import uuid
from datetime import timedelta

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from adviceline.audit.models import Event
from adviceline.contacts import commands
from adviceline.contacts.rows import details_of, email_index
from adviceline.privacy import crypto
from adviceline.privacy.actions import rotate_master_key
from adviceline.privacy.models import EnquiryKey
from adviceline.running import why_not_ready

DETAILS = {"email": "dsl@school.example.org", "name": "Zoë"}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=8,
)
REUSES_DB = examples(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)


@pytest.fixture
def key(db, clock) -> uuid.UUID:
    return crypto.create_key(at=clock.now)


def test_a_key_store_of_another_master_key_is_told_before_the_service_starts(db, settings):
    crypto.check_master_keys()  # nothing is kept yet
    crypto.blind_index("somebody@example.org", purpose="email")
    assert why_not_ready() == ""

    settings.MASTER_KEYS = {"k1": os.urandom(32)}

    assert "Put back the file master.keys" in why_not_ready()


@REUSES_DB
@given(details=JSON)
def test_what_was_sealed_opens_again(key, details):
    assert crypto.unseal(crypto.seal(details, key_id=key, purpose="p"), key_id=key, purpose="p") == details


@REUSES_DB
@given(content=st.binary())
def test_bytes_open_as_they_were(key, content):
    assert crypto.unseal_bytes(crypto.seal_bytes(content, key_id=key, purpose="p"), key_id=key, purpose="p") == content


@REUSES_DB
@given(data=st.data())
def test_any_changed_byte_is_noticed(key, data):
    sealed = bytearray(crypto.seal(DETAILS, key_id=key, purpose="p"))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))

    with pytest.raises(crypto.UnableToOpen):
        crypto.unseal(bytes(sealed), key_id=key, purpose="p")


@pytest.mark.parametrize("length", range(0, 30, 3))
def test_a_piece_of_a_sealed_value_does_not_open(key, length):
    with pytest.raises(crypto.UnableToOpen):
        crypto.unseal(crypto.seal(DETAILS, key_id=key, purpose="p")[:length], key_id=key, purpose="p")


def test_a_value_copied_to_another_record_or_purpose_does_not_open(key, clock):
    sealed, other = crypto.seal(DETAILS, key_id=key, purpose="p"), crypto.create_key(at=clock.now)

    for elsewhere in ({"key_id": other, "purpose": "p"}, {"key_id": key, "purpose": "q"}):
        with pytest.raises(crypto.UnableToOpen):
            crypto.unseal(sealed, **elsewhere)


def test_a_wrapped_key_copied_to_another_record_does_not_open(key, clock):
    sealed, other = crypto.seal(DETAILS, key_id=key, purpose="p"), crypto.create_key(at=clock.now)
    EnquiryKey.objects.filter(pk=key).update(wrapped=EnquiryKey.objects.get(pk=other).wrapped)

    with pytest.raises(crypto.UnableToOpen):
        crypto.unseal(sealed, key_id=key, purpose="p")


def test_the_same_details_never_look_the_same(key):
    assert crypto.seal(DETAILS, key_id=key, purpose="p") != crypto.seal(DETAILS, key_id=key, purpose="p")
    assert b"school" not in crypto.seal(DETAILS, key_id=key, purpose="p")


def test_a_destroyed_key_opens_and_seals_nothing(key, clock):
    sealed = crypto.seal(DETAILS, key_id=key, purpose="p")

    assert crypto.destroy_key(key, at=clock.now)
    assert not crypto.destroy_key(key, at=clock.now)

    for attempt in (
        lambda: crypto.unseal(sealed, key_id=key, purpose="p"),
        lambda: crypto.seal(DETAILS, key_id=key, purpose="p"),
        lambda: crypto.unseal(sealed, key_id=uuid.uuid4(), purpose="p"),
    ):
        with pytest.raises(crypto.Erased):
            attempt()
    kept = EnquiryKey.objects.get(pk=key)
    assert (kept.wrapped, kept.destroyed_at) == (None, clock.now)


def test_a_wrong_master_key_opens_nothing(key, settings):
    sealed = crypto.seal(DETAILS, key_id=key, purpose="p")
    for wrong in ({name: os.urandom(32) for name in settings.MASTER_KEYS}, {"another": os.urandom(32)}):
        settings.MASTER_KEYS = wrong
        with pytest.raises(crypto.UnableToOpen):
            crypto.unseal(sealed, key_id=key, purpose="p")


def test_after_rotation_the_old_master_key_may_go_and_everything_still_opens_and_is_found(ask, clock, settings):
    asked = [ask(email=f"dsl{number}@school.example.org") for number in range(3)]
    gone = ask(email="gone@school.example.org")
    crypto.destroy_key(gone.enquirer.key_id, at=clock.now)
    indexed = email_index("dsl0@school.example.org")

    settings.MASTER_KEYS = {"k2": os.urandom(32), **settings.MASTER_KEYS}
    assert details_of(asked[0].enquirer).email == "dsl0@school.example.org"  # both are there: nothing changes
    told = CliRunner().invoke(commands.rotate_keys)
    settings.MASTER_KEYS = {"k2": settings.MASTER_KEYS["k2"]}

    assert (told.exit_code, told.output) == (
        0,
        "4 keys wrapped with the current master key.\n",
    )  # three and the index's
    assert [details_of(each.enquirer).email for each in asked] == [f"dsl{n}@school.example.org" for n in range(3)]
    assert email_index("dsl0@school.example.org") == indexed == asked[0].enquirer.email_index
    assert EnquiryKey.objects.get(pk=gone.enquirer.key_id).wrapped is None
    assert Event.objects.latest("seq").action == "keys.rotated"
    assert CliRunner().invoke(commands.rotate_keys).output.startswith("0 keys")


def test_rotation_without_the_old_master_key_says_what_is_missing_and_harms_nothing(key, settings, clock):
    sealed, before = crypto.seal(DETAILS, key_id=key, purpose="p"), settings.MASTER_KEYS
    (name,) = before

    settings.MASTER_KEYS = {"k2": os.urandom(32)}
    told = CliRunner().invoke(commands.rotate_keys)

    assert told.exit_code == 1
    assert f"Master key '{name}' is not configured." in told.output
    settings.MASTER_KEYS = before
    assert crypto.unseal(sealed, key_id=key, purpose="p") == DETAILS


def test_many_keys_are_rotated_in_batches(clock, settings, monkeypatch, db):
    monkeypatch.setattr(crypto, "BATCH", 3)
    for _ in range(8):
        crypto.create_key(at=clock.now)
    settings.MASTER_KEYS = {"k2": os.urandom(32), **settings.MASTER_KEYS}

    from adviceline.audit.actors import SYSTEM

    assert rotate_master_key(by=SYSTEM, at=clock.now) == 8
    assert set(EnquiryKey.objects.values_list("master_key", flat=True)) == {"k2"}


def test_equal_values_have_equal_fingerprints_for_one_purpose_only(db):
    first = crypto.blind_index("dsl@school.example.org", purpose="email")

    assert first == crypto.blind_index("dsl@school.example.org", purpose="email")
    assert len({
        first, crypto.blind_index("dsl@school.example.org", purpose="phone"),
        crypto.blind_index("dsl@school.example.com", purpose="email"),
    }) == 3  # fmt: skip
    assert len(first) == 32


def test_keys_that_are_made_later_come_later_in_the_store(clock, db):
    first = crypto.create_keys(50, at=clock.now)
    later = crypto.create_keys(50, at=clock.now + timedelta(milliseconds=1))
    assert max(first) < min(later)
    assert {(key.version, key.variant) for key in (*first, *later)} == {(7, uuid.RFC_4122)}
    assert len({key.int & ((1 << 62) - 1) for key in (*first, *later)}) == 100
