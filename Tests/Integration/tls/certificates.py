"""Certificates of every kind that a server may present, made afresh for each run."""

import datetime
import ipaddress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

DAY = datetime.timedelta(days=1)
NOW = datetime.datetime.utcnow().replace(microsecond=0)


def rsa_key(bits=2048):
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def ec_key(curve=ec.SECP256R1):
    return ec.generate_private_key(curve())


class Issued:
    """A certificate with its key."""

    def __init__(self, certificate, key):
        self.certificate, self.key = certificate, key

    @property
    def der(self):
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def pem(self):
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def key_pem(self):
        return self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        )

    @property
    def fingerprint(self):
        return self.certificate.fingerprint(hashes.SHA256()).hex()


def issue(name, issuer=None, key=None, subject_key=None, names=None, days=(-1, 89), authority=False, digest=hashes.SHA256, depth=None):
    """A certificate for `name`; without an issuer signed by itself. `days`: validity around now."""
    key = key or ec_key()
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signer = issuer or Issued(None, key)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW + days[0] * DAY)
        .not_valid_after(NOW + days[1] * DAY)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=depth), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.key.public_key()), critical=False
        )
    )
    if names is None and not authority:
        names = [name]
    if names:
        general = []
        for entry in names:
            try:
                general.append(x509.IPAddress(ipaddress.ip_address(entry)))
            except ValueError:
                general.append(x509.DNSName(entry))
        builder = builder.add_extension(x509.SubjectAlternativeName(general), critical=False)
    return Issued(builder.sign(signer.key, digest()), key)


def authority(name, issuer=None, key=None, days=(-400, 3000), depth=None):
    return issue(name, issuer, key=key, days=days, authority=True, depth=depth)


def write(directory: Path, name: str, leaf: Issued, *chain: Issued):
    """Writes NAME.pem (the leaf and what is sent with it), NAME.key and NAME.chain."""
    (directory / f"{name}.pem").write_bytes(leaf.pem + b"".join(one.pem for one in chain))
    (directory / f"{name}.leaf").write_bytes(leaf.pem)
    (directory / f"{name}.chain").write_bytes(b"".join(one.pem for one in chain))
    (directory / f"{name}.key").write_bytes(leaf.key_pem)
    return directory / f"{name}.pem", directory / f"{name}.key"
