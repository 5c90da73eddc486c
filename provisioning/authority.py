"""The mall's own certificate authority: who is who on the wire; and the key behind the tokens of cards and codes.

A mall has no internet and its boxes have no clock, so certificates start long before the boxes were made and
last for their life. What exists and still fits is kept; the authority's own key is never written over. Must
never log or print a key.
"""

from __future__ import annotations

import ipaddress
import os
import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from broker_config.identity import KEY_BYTES
from broker_config.settings import ConfigError, read_identity_key

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

CA = "ca"
BROKER = "broker"
IDENTITY = "identity"
# A box whose clock fell back to the date of its image is later than this.
NOT_BEFORE = datetime(2020, 1, 1, tzinfo=UTC)
CA_YEARS = 20
LEAF_YEARS = 10
LOCAL = ("localhost", "127.0.0.1", "::1")


class Authority:
    """The authority kept in one directory: `ca.pem` goes to every box, `ca.key` never leaves it.

    >>> authority = Authority(Path("keys"), "MPP Contoh")  # doctest: +SKIP
    >>> authority.server(["10.0.0.2"]), authority.client("kiosk-1")  # doctest: +SKIP
    (True, True)
    """

    def __init__(self, directory: Path, mall: str) -> None:
        """Open the authority, or found it where the directory holds none.

        Raises:
            ConfigError: one half of it is missing or unreadable; it is never replaced by itself.
        """
        self._directory = directory
        certificate, key = directory / f"{CA}.pem", directory / f"{CA}.key"
        if certificate.exists() != key.exists():
            lost, found = (key, certificate) if certificate.exists() else (certificate, key)
            raise ConfigError(
                f"{lost}: is missing beside {found.name}; put it back from your copy, or begin elsewhere"
            )
        if not key.exists():
            self._found(mall)
        self._key = _load_key(key)
        self._certificate = _load_certificate(certificate)
        if self._key.public_key() != self._certificate.public_key():
            raise ConfigError(f"{key}: does not belong to {certificate.name}")

    def server(self, hosts: Iterable[str]) -> bool:
        """Make `broker.pem` and `broker.key` for these names and addresses, and this machine itself.

        Returns:
            False if those that exist still fit.
        """
        names = list(dict.fromkeys((*hosts, *LOCAL)))
        return self._leaf(BROKER, ExtendedKeyUsageOID.SERVER_AUTH, names)

    def client(self, name: str) -> bool:
        """Make `<name>.pem` and `<name>.key`; the broker takes the name for the client's identity.

        Returns:
            False if those that exist still fit.
        """
        return self._leaf(name, ExtendedKeyUsageOID.CLIENT_AUTH, [])

    def identity(self) -> bool:
        """Make `identity.key`, the secret that kiosks, pads and the hub share; see `broker_config.identity`.

        Returns:
            False if there is one.

        Raises:
            ConfigError: there is one, but it is damaged; with another, every staff card would be a stranger's.
        """
        path = self._directory / f"{IDENTITY}.key"
        if path.exists():
            read_identity_key(path)
            return False
        _write(path, f"{secrets.token_hex(KEY_BYTES)}\n".encode(), 0o600)
        return True

    def _found(self, mall: str) -> None:
        self._directory.mkdir(parents=True, exist_ok=True)
        key = ec.generate_private_key(ec.SECP256R1())
        subject = _name(f"{mall[:48]} CA", mall)
        certificate = (
            _builder(subject, subject, key, CA_YEARS)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(key, hashes.SHA256())
        )
        _write_pair(self._directory, CA, key, certificate)

    def _leaf(self, name: str, purpose: x509.ObjectIdentifier, hosts: list[str]) -> bool:
        if self._fits(name, hosts):
            return False
        key = ec.generate_private_key(ec.SECP256R1())
        issuer = self._certificate.subject
        builder = (
            _builder(_name(name), issuer, key, LEAF_YEARS)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False
            )
        )
        if hosts:
            builder = builder.add_extension(x509.SubjectAlternativeName(map(_general, hosts)), critical=False)
        _write_pair(self._directory, name, key, builder.sign(self._key, hashes.SHA256()))
        return True

    def _fits(self, name: str, hosts: list[str]) -> bool:
        """Whether the pair on disk is whole, ours, for this name and hosts, and good for another year."""
        try:
            certificate = _load_certificate(self._directory / f"{name}.pem")
            key = _load_key(self._directory / f"{name}.key")
            certificate.verify_directly_issued_by(self._certificate)
        except (ConfigError, InvalidSignature, ValueError, TypeError):
            return False
        if certificate.not_valid_after_utc < datetime.now(UTC) + timedelta(days=365):
            return False
        try:
            alternatives = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        except x509.ExtensionNotFound:
            alternatives = []
        covered = {str(general.value) for general in alternatives}
        same_name = certificate.subject == _name(name) and key.public_key() == certificate.public_key()
        return same_name and covered >= set(hosts)


def _name(common: str, organisation: str = "") -> x509.Name:
    attributes = [x509.NameAttribute(NameOID.COMMON_NAME, common)]
    if organisation:
        attributes.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]))
    return x509.Name(attributes)


def _general(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, years: int
) -> x509.CertificateBuilder:
    until = datetime.now(UTC) + timedelta(days=365 * years + years // 4)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOT_BEFORE)
        .not_valid_after(until)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _load_certificate(path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path}: cannot be read: {type(error).__name__}") from None


def _load_key(path: Path) -> ec.EllipticCurvePrivateKey:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise ConfigError(f"{path}: cannot be read: {type(error).__name__}") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ConfigError(f"{path}: is not a key of this authority's kind")
    return key


def _write_pair(
    directory: Path, name: str, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate
) -> None:
    """The key first: after a power cut a key without its certificate is simply made again."""
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write(directory / f"{name}.key", pem, 0o600)
    _write(directory / f"{name}.pem", certificate.public_bytes(serialization.Encoding.PEM), 0o644)


def _write(path: Path, content: bytes, mode: int) -> None:
    """All or nothing, and never readable by others for a moment."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
