"""A certificate of our own for telephones in the browser, where the settings name none.

Browsers do not know who signed it: it serves a trial, or a proxy in front that has a certificate of its own. What protects
speech is made anew by the exchange at each start and proven over that connection (DTLS).
"""

from __future__ import annotations

import ipaddress
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NAME = "browser.pem"
LASTS = timedelta(days=397)
LEFT_AT_LEAST = timedelta(days=30)


def certificate(host: str, *, kept: Path, at: datetime) -> str:
    """The key and the certificate in one text; the one that is kept there while it lasts and is for this host."""
    try:
        text = kept.read_text(encoding="ascii")
        found = x509.load_pem_x509_certificate(text.encode())
        if found.not_valid_after_utc - at > LEFT_AT_LEAST and found.subject == _name(host):
            return text
    except (OSError, ValueError):
        pass
    return _made(host, at)


def _name(host: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host[:64])])


def _made(host: str, at: datetime) -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    try:
        other: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        other = x509.DNSName(host)
    signed = (
        x509.CertificateBuilder()
        .subject_name(_name(host))
        .issuer_name(_name(host))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + LASTS)
        .add_extension(x509.SubjectAlternativeName([other]), critical=False)
        .sign(key, hashes.SHA256())
    )
    sealed = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return (sealed + signed.public_bytes(serialization.Encoding.PEM)).decode("ascii")
