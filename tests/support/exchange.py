"""An exchange's records for tests: lines of queue_log and rows of Master.csv, as Asterisk writes them."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.support.clock import LONDON


def queued(
    at: datetime,
    *,
    caller: str = "07700900123",
    wait: int = 20,
    talk: int | None = None,
    key: str = "",
    number: int = 1,
) -> list[str]:
    """One call through the queue: answered when `talk` is given, left by a key when `key` is, else hung up."""
    epoch = int(at.timestamp())
    call = call_id(at, number)
    lines = [f"{epoch}|{call}|advice|NONE|ENTERQUEUE||{caller}|1"]
    if talk is not None:
        lines.append(f"{epoch + wait}|{call}|advice|PJSIP/1001|CONNECT|{wait}|{epoch}.9999|4")
        lines.append(f"{epoch + wait + talk}|{call}|advice|PJSIP/1001|COMPLETECALLER|{wait}|{talk}|1")
    elif key:
        lines.append(f"{epoch + wait}|{call}|advice|NONE|EXITWITHKEY|{key}|1|1|{wait}")
    else:
        lines.append(f"{epoch + wait}|{call}|advice|NONE|ABANDON|1|1|{wait}")
    return lines


def cdr(
    at: datetime, *, caller: str = "07700900123", to: str = "200", context: str = "from-trunk", seconds: int = 60,
    answered_after: int | None = 0, app: str = "Queue", data: str = "advice", partner: str = "PJSIP/1001-00000001",
    number: int = 1,
) -> str:  # fmt: skip
    """One leg, its times on a London clock."""
    answered = answered_after is not None
    ended_at = at + timedelta(seconds=seconds)
    answer = written(at + timedelta(seconds=answered_after or 0)) if answered else ""
    talk = seconds - (answered_after or 0) if answered else 0
    channel = "PJSIP/trunk-00000002"
    fields = [
        "", caller, to, context, f'""Caller"" <{caller}>', channel, partner, app, data, written(at), answer,
        written(ended_at), str(seconds), str(talk), "ANSWERED" if answered else "NO ANSWER", "DOCUMENTATION",
        call_id(at, number), "",
    ]  # fmt: skip
    return ",".join(f'"{field}"' for field in fields)


def call_id(at: datetime, number: int = 1) -> str:
    return f"{int(at.timestamp())}.{number}"


def written(at: datetime) -> str:
    return at.astimezone(LONDON).strftime("%Y-%m-%d %H:%M:%S")
