"""Floods, scans and what is no SIP at all: they do not reach the queue, each call is counted, and callers get through after."""

from __future__ import annotations

import random
import socket
from collections import Counter
from collections.abc import Iterator

import pytest

from scripts.asterisk import why_not_here
from tests.support.telephone import Line, telephone_line

pytestmark = pytest.mark.system
FLOOD = 60


@pytest.fixture(scope="module")
def narrow() -> Iterator[Line]:
    """Three new calls a second."""
    if problem := why_not_here():
        pytest.skip(problem)
    with telephone_line(queue="most_waiting = 50", trunk="most_new_calls_a_second = 3") as running:
        yield running


def test_a_flood_over_the_trunk_is_counted_and_goes_no_further(narrow: Line) -> None:
    with narrow.somebody_on_a_break():
        narrow.ring("caller_in_a_flood", user="07700900150", calls=FLOOD, at_once=FLOOD, rate=200, hold=1000)
        narrow.no_calls_left()
    found = Counter(call.outcome for call in narrow.calls_of("07700900150"))
    assert found.total() == FLOOD
    assert found["refused"] >= FLOOD - 12  # at 200 a second it lasts for parts of two or three seconds
    with narrow.telephone("1001"):
        narrow.ring("caller", user="07700900151", hold=1500)
        narrow.no_calls_left()
    assert [call.outcome for call in narrow.calls_of("07700900151")] == ["answered"]


def test_scans_and_noise_reach_nothing(narrow: Line) -> None:
    offered = len(narrow.told("ADVICE_OFFERED"))
    chance, there = random.Random(5), ("127.0.0.1", narrow.settings.sip_port)
    for address in ("127.0.0.1", "127.0.0.9"):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as scanner:
            scanner.bind((address, 0))
            own = f"{address}:{scanner.getsockname()[1]}"
            for number in range(100):
                for method in ("OPTIONS", "REGISTER", "INVITE", "SUBSCRIBE", "BYE"):
                    scanner.sendto(_message(method, own, number), there)
            for size in (1, 3, 100, 1400, 60_000):
                scanner.sendto(chance.randbytes(size), there)
            whole = _message("INVITE", own, 1)
            for _ in range(100):
                broken = bytearray(whole[: chance.randrange(1, len(whole))])
                broken[chance.randrange(len(broken))] = chance.randrange(256)
                scanner.sendto(bytes(broken), there)
    narrow.no_calls_left()
    assert len(narrow.told("ADVICE_OFFERED")) == offered
    with narrow.telephone("1001"):
        narrow.ring("caller", user="07700900152", hold=1500)
        narrow.no_calls_left()
    assert [call.outcome for call in narrow.calls_of("07700900152")] == ["answered"]


def _message(method: str, own: str, number: int) -> bytes:
    return (
        f"{method} sip:{1000 + number}@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP {own};branch=z9hG4bK{method}{number}\r\n"
        f'From: "x" <sip:{1000 + number}@127.0.0.1>;tag={number}\r\nTo: <sip:00441632960001@127.0.0.1>\r\n'
        f"Call-ID: {method}{number}@{own}\r\nCSeq: 1 {method}\r\nMax-Forwards: 70\r\nContact: <sip:x@{own}>\r\n"
        "User-Agent: friendly-scanner\r\nContent-Length: 0\r\n\r\n"
    ).encode()
