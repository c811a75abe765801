"""What the tests themselves stand on holds, on whichever engine this run is."""

from __future__ import annotations

import os
import socket
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from pytest_socket import SocketConnectBlockedError


@pytest.mark.django_db
def test_every_database_is_open_to_a_test_that_asks_for_one():
    for alias in settings.DATABASES:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1")
            assert cursor.fetchone() == (1,)


def test_records_and_keys_are_on_the_engine_of_this_run(engine):
    asked = "postgresql" if os.environ.get("DATABASE_URL") else "sqlite"
    assert engine == asked
    assert {connections[alias].vendor for alias in settings.DATABASES} == {asked}


def test_no_test_touches_a_persons_own_data(tmp_path):
    assert Path(os.environ["ADVICELINE_TEST_DATA"]) in settings.DATA_DIR.parents
    assert settings.ROOT / "var" != settings.DATA_DIR


def test_no_test_reaches_the_network():
    with pytest.raises(SocketConnectBlockedError), socket.socket() as outside:
        outside.connect(("192.0.2.1", 80))
    with pytest.raises((SocketConnectBlockedError, OSError)):
        urllib.request.urlopen("http://192.0.2.1/", timeout=1)
