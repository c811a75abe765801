"""From the settings to the exchange's own files: every one of them, whole."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import jinja2

from adviceline.channels.telephony.exchange import calendar
from adviceline.channels.telephony.exchange.ami import Manager
from adviceline.channels.telephony.exchange.passwords import WEB_CALLER
from adviceline.channels.telephony.exchange.settings import NUMBER_CLASSES, Exchange
from adviceline.workforce.hours import OpeningHours

TEMPLATES = Path(__file__).with_name("conf")
LANGUAGE = "en_GB"
DATA = "/usr/share/asterisk"
BOX = "1000"
MANAGER_USER = "adviceline"
DIALLER_USER = "adviceline-dials"
#: More, where there are telephones in the browser.
BROWSER_MODULES = (
    "res_crypto", "res_srtp", "res_http_websocket", "res_pjsip_transport_websocket", "res_format_attr_opus",
)  # fmt: skip
#: More, where a lawful basis is noted on which calls are recorded; without it nothing that could is loaded.
RECORDING_MODULES = ("app_mixmonitor",)
SPOOL = "/var/spool/asterisk"
# fmt: off
#: All that is loaded, and nothing else.
MODULES = (
    "res_timing_timerfd", "res_sorcery_config", "res_sorcery_memory", "res_sorcery_astdb",
    "res_pjproject", "res_pjsip", "res_pjsip_session", "res_pjsip_acl", "res_pjsip_authenticator_digest",
    "res_pjsip_caller_id", "res_pjsip_dtmf_info", "res_pjsip_endpoint_identifier_ip",
    "res_pjsip_endpoint_identifier_user", "res_pjsip_nat", "res_pjsip_outbound_authenticator_digest",
    "res_pjsip_outbound_registration", "res_pjsip_pubsub", "res_pjsip_refer", "res_pjsip_registrar",
    "res_pjsip_rfc3326", "res_pjsip_sdp_rtp", "res_rtp_asterisk", "chan_pjsip",
    "res_security_log", "res_musiconhold", "res_manager_devicestate", "res_adsi", "res_smdi",
    "bridge_builtin_features", "bridge_holding", "bridge_native_rtp", "bridge_simple", "bridge_softmix",
    "codec_alaw", "codec_ulaw", "codec_g722", "codec_resample", "codec_opus_open_source", "codec_gsm",
    "format_wav", "format_pcm", "format_gsm", "format_sln",
    "pbx_config", "app_dial", "app_exec", "app_playback", "app_queue", "app_read", "app_stack", "app_userevent", "app_verbose",
    "app_voicemail", "func_callerid", "func_channel", "func_cut", "func_db", "func_global", "func_groupcount",
    "func_logic", "func_pjsip_endpoint", "func_strings", "cdr_csv",
)
# fmt: on


def configuration(
    exchange: Exchange, *, passwords: Mapping[str, str], hours: OpeningHours, today: date, is_recorded: bool = False
) -> dict[str, str]:
    """File name → text, for all of Asterisk's folder of settings. `is_recorded`: a lawful basis is noted on which calls are."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), undefined=jinja2.StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True, autoescape=False,  # noqa: S701  # settings files, not pages
    )  # fmt: skip
    environment.filters["host"] = _host
    values: dict[str, Any] = {
        "exchange": exchange,
        "name": exchange.name,
        "fingerprint": fingerprint(exchange, is_recorded=is_recorded),
        "trunk": exchange.trunk,
        "folders": exchange.folders,
        "passwords": passwords,
        "networks": tuple(dict.fromkeys((*exchange.trunk.networks, *exchange.adviser_networks))),
        "patterns": [pattern for each in exchange.outbound for pattern in NUMBER_CLASSES[each]],
        "days": calendar.days_ahead(hours, today=today),
        "weekly": calendar.weekly(hours),
        "zone": hours.zone.key,
        "language": LANGUAGE,
        "music": f"{exchange.folders.data or DATA}/sounds/{LANGUAGE}/phone/music",
        "box": BOX,
        "manager_user": MANAGER_USER,
        "dialler_user": DIALLER_USER,
        "web_caller": WEB_CALLER,
        "is_recorded": is_recorded,
        "recordings": f"{exchange.folders.spool or SPOOL}/recordings",
        "modules": (
            *MODULES,
            *(BROWSER_MODULES if exchange.browser.is_on else ()),
            *(RECORDING_MODULES if is_recorded else ()),
        ),
    }
    return {
        name.removesuffix(".j2"): environment.get_template(name).render(values) for name in environment.list_templates()
    }


def fingerprint(exchange: Exchange, *, is_recorded: bool = False) -> str:
    """Of all that these files are made from, but for passwords and hours, which change by themselves. Where the service sees
    things, and whose telephones they are, is in no file."""
    exchange = replace(
        exchange,
        records=(),
        messages="",
        recordings="",
        secrets=Path(),
        advisers=tuple(replace(each, email="") for each in exchange.advisers),
    )
    templates = "".join(path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.glob("*.j2")))
    said = f"{templates}{exchange}{MODULES}{BROWSER_MODULES}{RECORDING_MODULES}{NUMBER_CLASSES}{is_recorded}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def configured_as(manager: Manager) -> str:
    """The fingerprint of the files that a running exchange was started with; empty from before there was one."""
    return manager.ask("Getvar", Variable="CONFIGURED").get("Value", "")


def is_able_to_record(manager: Manager) -> bool:
    """Whether anything that could record a call is loaded in a running exchange."""
    return any(manager.ask("ModuleCheck", Module=each).get("Response") == "Success" for each in RECORDING_MODULES)


def write_configuration(files: Mapping[str, str], folder: Path) -> list[str]:
    """Put the files there, each whole or not at all, readable by their owner and group alone; answers which changed."""
    folder.mkdir(parents=True, exist_ok=True)
    changed = []
    for name, text in files.items():
        path = folder / name
        if path.exists() and path.read_text(encoding="utf-8", errors="replace") == text:
            continue
        beside = folder / f".{name}.{os.getpid()}"
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        beside.replace(path)
        changed.append(name)
    return changed


def _host(address: str) -> str:
    """An address as it stands before a port."""
    return f"[{address}]" if ":" in address else address
