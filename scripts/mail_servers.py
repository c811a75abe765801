"""A mail server of the tests' own: Postfix takes messages, Dovecot shows the mailboxes; both on loopback and free ports.

    with mail_servers() as mail:
        mail.smtp_port, mail.imap_port, mail.imaps_port, mail.certificate, mail.folder("advice")

Mail for ``advice`` (with or without a ``+tag``) at any domain goes to the mailbox ``advice``, all other mail to
``others``; the password of both is PASSWORD. Everything lies in a temporary folder that is gone afterwards, and only the
processes started here are stopped. Raises `NotHere` where the programs are missing or there is no root.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import smtplib
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from scripts.servers import NotHere, end_with_parent, free_port

PASSWORD = "a_password_for_tests"  # noqa: S105
START_SECONDS = 30
MASTER = Path("/usr/lib/postfix/sbin/master")
OWNER = "nobody"


def missing_mail_packages() -> list[str]:
    """Debian packages that are needed and not here."""
    needed = {"dovecot-imapd": "/usr/lib/dovecot/imap", "postfix": MASTER, "openssl": shutil.which("openssl") or "-"}
    return [package for package, program in needed.items() if not Path(program).exists()]


@dataclass
class MailServers:
    """Where they listen. `certificate` is the file that a client trusts them by. Any `user` has a mailbox, which is made
    when it is first asked for."""

    home: Path
    smtp_port: int
    imap_port: int
    imaps_port: int
    token_info: str = ""
    most_connections: int = 50
    user: str = "advice"
    _processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def certificate(self) -> Path:
        return self.home / "server.pem"

    def folder(self, mailbox: str) -> Path:
        """The Maildir of a mailbox."""
        return self.home / "mail" / mailbox

    @property
    def is_running(self) -> bool:
        """Whether Dovecot runs."""
        process = self._processes.get("dovecot")
        return process is not None and process.poll() is None

    def log(self) -> str:
        """The end of what both servers wrote."""
        written = [path.read_text(errors="replace")[-3000:] for path in sorted(self.home.glob("*.log"))]
        return "\n".join(written)

    def start_dovecot(self) -> None:
        self._start("dovecot", ["/usr/sbin/dovecot", "-F", "-c", str(self.home / "dovecot.conf")], self.imap_port)

    def stop_dovecot(self, *, at_once: bool = False) -> None:
        self._stop("dovecot", at_once=at_once)

    def start_postfix(self) -> None:
        self._start("postfix", [str(MASTER), "-c", str(self.home / "postfix"), "-d"], self.smtp_port)

    def stop_postfix(self) -> None:
        self._stop("postfix")

    def deliver(self, content: bytes, *, to: str = "advice@hsb-support.example.org", sender: str = "") -> None:
        """Hand a message to Postfix; answers once Postfix has taken it."""
        with smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=30) as server:
            server.sendmail(sender, [to], content)

    def _start(self, name: str, command: list[str], port: int) -> None:
        with (self.home / f"{name}.out.log").open("ab") as out:
            process = subprocess.Popen(
                command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, start_new_session=True,
                preexec_fn=end_with_parent,
            )  # fmt: skip
        self._processes[name] = process
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and process.poll() is None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as tried:
                tried.settimeout(5)
                if tried.recv(16):
                    return
            time.sleep(0.05)
        raise NotHere(f"{name} did not start: {self.log()[-1500:]}")

    def _stop(self, name: str, *, at_once: bool = False) -> None:
        process = self._processes.pop(name, None)
        if process is None:
            return
        if at_once:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        elif process.poll() is None:
            process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(20)

    def stop(self) -> None:
        for name in list(self._processes):
            self._stop(name)


@contextmanager
def mail_servers(*, postfix: bool = True, token_info: str = "", most_connections: int = 50) -> Iterator[MailServers]:
    """Both servers (Dovecot alone without `postfix`). `token_info` is an address that says whose a token of OAuth is."""
    if missing := missing_mail_packages():
        raise NotHere(f"{' '.join(missing)} is not installed: apt-get install {' '.join(missing)}")
    if os.geteuid() != 0:
        raise NotHere("Dovecot and Postfix are not started: both need root to begin with")
    home = Path(tempfile.mkdtemp(prefix="adviceline-mail-", dir="/tmp"))  # a socket's path must be short
    home.chmod(0o755)
    servers = MailServers(
        home, free_port(), free_port(), free_port(), token_info=token_info, most_connections=most_connections
    )
    try:
        _make_certificate(home)
        owner = pwd.getpwnam(OWNER)
        (home / "mail").mkdir()
        os.chown(home / "mail", owner.pw_uid, owner.pw_gid)
        (home / "dovecot.conf").write_text(_dovecot(servers))
        servers.start_dovecot()
        if postfix:
            _prepare_postfix(servers)
            servers.start_postfix()
        yield servers
    finally:
        servers.stop()
        shutil.rmtree(home, ignore_errors=True)


def _make_certificate(home: Path) -> None:
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-keyout", str(home / "server.key"), "-out", str(home / "server.pem"), "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if made.returncode:
        raise NotHere(f"openssl made no certificate: {made.stderr[-300:]}")


def _dovecot(servers: MailServers) -> str:
    home, oauth = servers.home, ""
    if servers.token_info:
        (home / "oauth.conf").write_text(
            f"tokeninfo_url = {servers.token_info}?access_token=\nintrospection_mode = auth\nusername_attribute = email\n"
        )
        oauth = f"passdb {{\n driver = oauth2\n mechanisms = xoauth2\n args = {home}/oauth.conf\n}}\n"
    return f"""
base_dir = {home}/dovecot
state_dir = {home}/dovecot
log_path = {home}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <{home}/server.pem
ssl_key = <{home}/server.key
mail_location = maildir:{home}/mail/%n
mailbox_list_index = no
auth_mechanisms = plain login{" xoauth2" if oauth else ""}
auth_failure_delay = 0
mail_max_userip_connections = {servers.most_connections}
first_valid_uid = 1
{oauth}passdb {{
 driver = static
 args = password={PASSWORD}
}}
userdb {{
 driver = static
 args = uid={OWNER} gid=nogroup home={home}/mail/%n
}}
service imap-login {{
 inet_listener imap {{
  port = {servers.imap_port}
 }}
 inet_listener imaps {{
  port = {servers.imaps_port}
  ssl = yes
 }}
}}
"""


def _prepare_postfix(servers: MailServers) -> None:
    home, folder = servers.home, servers.home / "postfix"
    owner = pwd.getpwnam(OWNER)
    for made in (folder, home / "queue", home / "postfix-data"):
        made.mkdir()
    os.chown(home / "postfix-data", pwd.getpwnam("postfix").pw_uid, -1)
    (folder / "boxes").write_text("/^advice(\\+.*)?@/ advice/\n/./ others/\n")
    (folder / "main.cf").write_text(f"""
compatibility_level = 3.6
queue_directory = {home}/queue
data_directory = {home}/postfix-data
maillog_file = {home}/postfix.log
maillog_file_prefixes = {home}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.test.invalid
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
virtual_mailbox_domains = static:all
virtual_mailbox_base = {home}/mail
virtual_mailbox_maps = regexp:{folder}/boxes
virtual_uid_maps = static:{owner.pw_uid}
virtual_gid_maps = static:{owner.pw_gid}
virtual_mailbox_limit = 0
message_size_limit = 80000000
recipient_delimiter = +
smtpd_tls_cert_file = {home}/server.pem
smtpd_tls_key_file = {home}/server.key
smtpd_tls_security_level = may
smtpd_peername_lookup = no
smtpd_recipient_restrictions = permit_mynetworks, reject
""")
    services = [
        f"127.0.0.1:{servers.smtp_port} inet n - n - - smtpd",
        *(f"{name} unix n - n - 0 {name}" for name in ("cleanup",)),
        "qmgr unix n - n 300 1 qmgr", "rewrite unix - - n - - trivial-rewrite", "bounce unix - - n - 0 bounce",
        "defer unix - - n - 0 bounce", "trace unix - - n - 0 bounce", "error unix - - n - - error",
        "retry unix - - n - - error", "discard unix - - n - - discard", "virtual unix - n n - - virtual",
        "anvil unix - - n - 1 anvil", "tlsmgr unix - - n 1000? 1 tlsmgr", "proxymap unix - - n - - proxymap",
        "postlog unix-dgram n - n - 1 postlogd",
    ]  # fmt: skip
    (folder / "master.cf").write_text("\n".join(services) + "\n")
    checked = subprocess.run(
        ["postfix", "-c", str(folder), "check"], capture_output=True, text=True, check=False, timeout=60
    )
    if checked.returncode:
        raise NotHere(f"Postfix would not start: {checked.stderr[-500:]}")
