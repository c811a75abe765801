"""What is logged of a fault: where it happened and of which type, never what somebody typed."""

from __future__ import annotations

import io
import json
import logging
import sqlite3

import pytest
import structlog
from django.db import IntegrityError

from config.logs import formatter, hide_private_links, no_sockets, traced, words_of

TYPED = "Rowan Example, 07700 900123"


@pytest.fixture
def log():
    """A logger with the service's own formatter, and what it wrote."""
    written, logger = io.StringIO(), logging.getLogger("test.logs")
    handler = logging.StreamHandler(written)
    handler.setFormatter(formatter())
    logger.addHandler(handler)
    yield logger, lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logger.removeHandler(handler)
    structlog.reset_defaults()


class Diagnostics:
    sqlstate, table_name, column_name, constraint_name = "23505", "contacts_enquirer", None, "one_of_each"
    message_detail = f"Key (name)=({TYPED}) already exists."


def fail_in_a_database() -> None:
    told = Exception(f"duplicate key\nDETAIL: {Diagnostics.message_detail}")
    told.diag = Diagnostics()  # type: ignore[attr-defined]  # as psycopg's errors have it
    try:
        raise told
    except Exception as error:
        raise IntegrityError(str(error)) from error


def test_a_fault_is_logged_with_its_place_and_type_and_without_what_it_quotes(log):
    logger, written = log
    for fail in (fail_in_a_database, lambda: int(TYPED), lambda: {}[TYPED], lambda: TYPED.index("zebra")):
        try:
            fail()
        except Exception:
            logger.exception("it failed")

    assert TYPED not in str(written())
    first, number, name, place = (line["exception"] for line in written())
    assert "test_logs.py" in first
    assert first.splitlines()[-1].startswith("django.db.utils.IntegrityError: sqlstate 23505, table_name contacts_enq")
    assert [text.splitlines()[-1] for text in (number, name, place)] == ["ValueError", "KeyError", "ValueError"]


def test_a_fault_raised_while_another_was_handled_tells_of_both(log):
    try:
        try:
            int(TYPED)
        except ValueError:
            raise RuntimeError(TYPED)  # noqa: B904
    except RuntimeError as error:
        told = traced(error)

    assert TYPED not in told
    assert told.index("ValueError") < told.index("RuntimeError")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (sqlite3.IntegrityError("UNIQUE constraint failed: contacts_contact.idempotency_key"), "idempotency_key"),
        (sqlite3.OperationalError("database is locked"), "database is locked"),
        (AttributeError("'NoneType' object has no attribute 'pk'"), "has no attribute 'pk'"),
    ],
)
def test_words_that_only_name_code_or_tables_are_kept(error, words):
    assert words in words_of(error)


def test_structlog_and_plain_logging_end_alike(log):
    logger, written = log
    structlog.stdlib.get_logger("test.logs").error("from structlog", count=1)
    logger.error("from %s", "logging")

    assert [line["event"] for line in written()] == ["from structlog", "from logging"]
    assert all(line["level"] == "error" and line["timestamp"] for line in written())


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (f"Gone: /tell-us/{'aB3_-' * 8}xyz", "Gone: /tell-us/[link]"),
        (f"Not Found: /session/{'A' * 43}/times", "Not Found: /session/[link]/times"),
        (f"hash {'a' * 64}", f"hash {'a' * 64}"),
        ("Not Found: /about", "Not Found: /about"),
    ],
)
def test_the_token_of_a_private_link_is_not_kept(said, kept):
    assert hide_private_links(None, "warning", {"event": said, "status": 410}) == {"event": kept, "status": 410}


def test_a_socket_that_comes_and_goes_is_not_logged_with_its_address(log):
    logger, lines = log
    logger.addFilter(no_sockets())
    logger.info('%s - "WebSocket %s" [accepted]', "192.0.2.7:4711", "/chat/socket")
    logger.info("connection open")
    logger.info("Uvicorn running on %s", "http://127.0.0.1:8000")
    assert [line["event"] for line in lines()] == ["Uvicorn running on http://127.0.0.1:8000"]
