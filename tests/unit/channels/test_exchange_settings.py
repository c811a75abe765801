"""One file of settings: what is wrong with it is said in plain words, and what is right makes the exchange's files."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from adviceline.channels.telephony.exchange.calendar import days_ahead, told
from adviceline.channels.telephony.exchange.certificates import NAME, certificate
from adviceline.channels.telephony.exchange.passwords import needed, passwords
from adviceline.channels.telephony.exchange.rendering import configuration, fingerprint, write_configuration
from adviceline.channels.telephony.exchange.settings import Exchange, UnusableExchange, read_settings, settings_of
from adviceline.workforce.hours import OpeningHours

SAMPLE = Path(__file__).parents[3] / "deploy" / "asterisk" / "exchange.toml"
TODAY = date(2026, 12, 1)


def sample(**changes: object) -> Exchange:
    said = tomllib.loads(SAMPLE.read_text())
    for path, value in changes.items():
        table, _, name = path.partition("__")
        said.setdefault(table, {})[name] = value
    return settings_of(said, folder=SAMPLE.parent)


def files(exchange: Exchange, tmp_path: Path, *, is_recorded: bool = False) -> dict[str, str]:
    known = {name: f"a-password-for-{name}" for name in ("manager", "dialler", "voicemail", "trunk", "1001", "1002")}
    return configuration(exchange, passwords=known, hours=OpeningHours(), today=TODAY, is_recorded=is_recorded)


@pytest.mark.parametrize(
    "path, value, word",
    [
        ("exchange__sip_port", 70000, "exchange.sip_port"),
        ("exchange__address", "everywhere", "exchange.address"),
        ("exchange__adviser_networks", ["0.0.0.0/0"], "exchange.adviser_networks"),
        ("exchange__codecs", ["mp3"], "exchange.codecs"),
        ("exchange__rtp_ports", [20000, 10000], "exchange.rtp_ports"),
        ("trunk__networks", [], "trunk.networks"),
        ("trunk__host", "sip.example.org\n[evil]", "trunk.host"),
        ("trunk__registers", True, "trunk.registers"),
        ("outbound__permitted", ["premium"], "outbound.permitted"),
        ("queue__strategy", "loudest", "queue.strategy"),
        ("advisers__12", {"name": "Short"}, "advisers.12"),
        ("advisers__1003", {"name": 'x"\nexten => 1'}, "advisers.1003.name"),
        ("folders__log", "/var/log; rm", "folders.log"),
        ("browser__address", "https://phone.example.org/ws", "browser.address"),
        ("browser__address", "ws://phone.example.org:8089/ws", "browser.address"),
        ("browser__address", "wss://phone.example.org/ws; script-src *", "browser.address"),
        ("browser__port", 0, "browser.port"),
        ("browser__key", "", "browser.certificate"),
        ("advisers__1002", {"name": "Two", "email": "Adviser.One@northmoor.example.org"}, "one person can have one"),
        ("recording__on", True, "recording: there is no such setting"),
        ("exchange__colour", "blue", "exchange.colour: there is no such setting"),
    ],
)
def test_what_cannot_be_used_is_named(path: str, value: object, word: str) -> None:
    with pytest.raises(UnusableExchange, match=word):
        sample(**{path: value})


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(UnusableExchange) as told_all:
        settings_of({"exchange": 3, "trunk": {"port": "x"}}, folder=Path())
    assert len(str(told_all.value).splitlines()) >= 4


def test_a_file_that_is_none(tmp_path: Path) -> None:
    for content in (b"\xff\xfe", b"[trunk", b""):
        (tmp_path / "exchange.toml").write_bytes(content)
        with pytest.raises(UnusableExchange):
            read_settings(tmp_path / "exchange.toml")
    with pytest.raises(UnusableExchange):
        read_settings(tmp_path / "none.toml")


def test_passwords_are_made_once_and_kept_to_oneself(tmp_path: Path) -> None:
    exchange = settings_of(tomllib.loads(SAMPLE.read_text()), folder=tmp_path)
    with pytest.raises(UnusableExchange, match="manager"):
        passwords(exchange)
    made = passwords(exchange, make=True)
    assert passwords(exchange, make=True) == passwords(exchange) == made
    assert exchange.secrets.stat().st_mode & 0o077 == 0
    exchange.secrets.write_text('manager = "short"\n')
    with pytest.raises(UnusableExchange, match="12 characters"):
        passwords(exchange, make=True)


def test_nothing_is_recorded_and_nobody_is_let_in_unasked(tmp_path: Path) -> None:
    made = files(sample(), tmp_path)
    assert "anonymous" not in made["modules.conf"]
    assert not [name for name, text in made.items() if "mixmonitor" in text.casefold()]
    assert "phone/recording" not in made["extensions.conf"]
    assert "app_system" not in made["modules.conf"]
    assert made["pjsip.conf"].count("deny = 0.0.0.0/0") >= 3
    assert "write = system,agent,reporting" in made["manager.conf"]


def test_with_a_lawful_basis_a_caller_is_told_before_anything_is_recorded_and_can_say_no(tmp_path: Path) -> None:
    made = files(sample(), tmp_path, is_recorded=True)
    assert "load = app_mixmonitor.so" in made["modules.conf"]
    plan = made["extensions.conf"]
    assert plan.count("MixMonitor(") == 1
    asked = plan.split("[advice-recording]")[1].split("[advice-open]")[0]
    heard, declined = asked.split("exten => t,1,")[1], asked.split("exten => _[0-9*#],1,")[1]
    assert "Goto(advice-recording,s,1)" in plan.split("Playback(phone/welcome)")[1].split("\n")[1]
    assert "MixMonitor" in heard.split("exten")[0]
    assert "MixMonitor" not in asked.split("exten => t,1,")[0] + declined
    assert "[advice-recording]" not in files(sample(), tmp_path)["extensions.conf"]
    assert "MixMonitor(/var/spool/asterisk/recordings/${UNIQUEID}.wav,b)" in plan  # only while somebody talks with them
    assert "MixMonitor" not in made["manager.conf"] + made["features.conf"] + made["queues.conf"]
    assert fingerprint(sample(), is_recorded=True) != fingerprint(sample())


def test_only_the_permitted_classes_have_a_pattern(tmp_path: Path) -> None:
    made = files(sample(outbound__permitted=["mobile"]), tmp_path)["extensions.conf"]
    permitted = made.split("[permitted]")[1].split("[outbound]")[0]
    assert permitted.count("exten =>") == 2
    assert "_07" in permitted
    assert "999" not in permitted


def test_files_are_written_when_they_change_and_only_then(tmp_path: Path) -> None:
    made = files(sample(), tmp_path)
    assert sorted(write_configuration(made, tmp_path / "etc")) == sorted(made)
    assert write_configuration(made, tmp_path / "etc") == []
    assert (tmp_path / "etc" / "pjsip.conf").stat().st_mode & 0o007 == 0


def test_a_browser_has_its_door_only_where_the_settings_open_one(tmp_path: Path) -> None:
    with_one, without = (
        files(sample(), tmp_path),
        files(sample(browser__port=0, advisers__1001={"name": "One"}), tmp_path),
    )
    assert "webrtc = yes" in with_one["pjsip.conf"]
    assert "tlsenable = yes" in with_one["http.conf"]
    for name, word in (("pjsip.conf", "webrtc"), ("modules.conf", "websocket"), ("http.conf", "enabled = yes")):
        assert word not in without[name]
    assert "from-web" not in with_one["extensions.conf"] + with_one["pjsip.conf"]


def test_our_own_certificate_is_made_once_and_again_when_it_ends_or_the_host_changes(tmp_path: Path) -> None:
    at, kept = datetime(2026, 12, 1, tzinfo=UTC), tmp_path / NAME
    made = certificate("phone.example.org", kept=kept, at=at)
    kept.write_text(made)
    assert certificate("phone.example.org", kept=kept, at=at + timedelta(days=300)) == made
    assert certificate("phone.example.org", kept=kept, at=at + timedelta(days=380)) != made
    assert certificate("192.0.2.10", kept=kept, at=at) != made
    kept.write_text("nothing of the kind")
    assert "BEGIN CERTIFICATE" in certificate("phone.example.org", kept=kept, at=at)


def test_each_day_is_told_in_instants() -> None:
    hours = OpeningHours(special_days={date(2026, 12, 24): OpeningHours().weekly[0]}, closures={TODAY: "moving"})
    days = days_ahead(hours, today=TODAY)
    assert days["20261201"] == days["20261225"] == days["20261205"] == "closed"
    for day in (date(2026, 12, 2), date(2027, 3, 30), date(2027, 10, 29)):
        start, _, end = told(hours, day).partition("-")
        assert datetime.fromtimestamp(int(start), UTC) == hours.open_stretches(day)[0][0]
        assert int(end) - int(start) == timedelta(hours=12).total_seconds()


@pytest.mark.parametrize(
    "number, may",
    [
        ("02079460123", True), ("07700900123", True), ("999", False), ("112", False), ("0012125550123", False),
        ("09098790123", False), ("", False),
    ],
)  # fmt: skip
def test_whom_a_call_back_may_ring(number: str, may: bool) -> None:
    assert sample().may_be_called_back(number) is may


def test_files_say_by_what_they_were_made(tmp_path: Path) -> None:
    """So that an exchange which runs with an older version's is known; whose a telephone is changes nothing in them."""
    mine = fingerprint(sample())
    assert f"CONFIGURED={mine}\n" in files(sample(), tmp_path)["extensions.conf"]
    owned = sample(advisers__1002={"name": "Telephone 1002", "email": "other@northmoor.example.org"})
    assert fingerprint(owned) == fingerprint(sample(advisers__1002={"name": "Telephone 1002"}))
    assert fingerprint(sample(queue__most_waiting=7)) != mine


def test_the_secret_of_a_browser_is_in_no_file(tmp_path: Path) -> None:
    told = files(sample(), tmp_path)
    assert "1001" not in needed(sample())
    assert "1002" in needed(sample())
    assert "a-password-for-1001" not in told["pjsip.conf"]
    assert "a-password-for-1002" in told["pjsip.conf"]
    assert "auth = astdb,browser" in told["sorcery.conf"]
    without = sample(browser__port=0, advisers__1001={"name": "One"})
    assert "astdb" not in files(without, tmp_path)["sorcery.conf"]
