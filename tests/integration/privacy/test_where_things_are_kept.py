"""Keys in the key store and nowhere else; every field of every table known for what it holds."""

from __future__ import annotations

from django.apps import apps
from django.db import connections, models

from adviceline.privacy.classification import Holds
from adviceline.privacy.models import EnquiryKey
from adviceline.privacy.retention import ERASERS, privacy_of

#: The key store's own bookkeeping of which migrations it has had.
BOOKKEEPING = {"django_migrations"}


def test_the_key_store_holds_keys_and_the_records_hold_none(db):
    with connections["keys"].cursor() as cursor:
        kept_apart = set(connections["keys"].introspection.table_names(cursor))
    with connections["default"].cursor() as cursor:
        records = set(connections["default"].introspection.table_names(cursor))

    assert kept_apart - BOOKKEEPING == {EnquiryKey._meta.db_table}
    assert EnquiryKey._meta.db_table not in records


def every_model() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]


def test_every_table_is_classified():
    unclassified = [
        model._meta.label for model in every_model() if privacy_of(model) is None and not model._meta.auto_created
    ]
    assert unclassified == []


def test_every_field_is_classified_and_no_field_is_that_is_not_there():
    for model in every_model():
        if (privacy := privacy_of(model)) is None:
            continue
        fields = {field.name for field in (*model._meta.concrete_fields, *model._meta.local_many_to_many)}
        assert set(privacy.fields) == fields, model._meta.label


def test_a_table_that_joins_two_others_holds_nothing_but_their_ids():
    for model in every_model():
        if model._meta.auto_created:
            assert all(field.primary_key or field.is_relation for field in model._meta.concrete_fields)


def test_every_period_can_be_applied():
    for model in every_model():
        if (privacy := privacy_of(model)) is None:
            continue
        rule = privacy.retention
        assert rule.why.endswith("."), f"{model._meta.label} says not why"
        if rule.days is None:
            continue
        if rule.how != "delete":
            assert (model._meta.label, rule.how) in ERASERS, model._meta.label
        for path in filter(None, (rule.after, rule.alone_after)):
            names = path.split("__")
            holder = model
            for name in names[:-1]:
                holder = holder._meta.get_field(name).related_model
            assert isinstance(holder._meta.get_field(names[-1]), models.DateField), f"{model._meta.label} {path}"


def test_what_is_sealed_is_stored_as_bytes_or_in_a_session():
    for model in every_model():
        if (privacy := privacy_of(model)) is None or model._meta.label == "sessions.Session":
            continue
        for name, holds in privacy.fields.items():
            if holds in {Holds.CONTACT_DETAILS, Holds.SEALED_TEXT}:
                assert isinstance(model._meta.get_field(name), models.BinaryField), f"{model._meta.label}.{name}"
