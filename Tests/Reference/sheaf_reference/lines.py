"""Signed lines (Protocol/2-facts.md, sections 3 and 5)."""

import base64
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from . import canonical


@dataclass(frozen=True)
class Line:
    """One L0-valid line, taken apart. `data` is the whole line without LF and is what counts."""

    data: bytes
    record: str
    replica: str
    n: int
    body: bytes
    signature: bytes

    @property
    def hash(self):
        return hashlib.sha256(self.data).hexdigest()

    @property
    def signed(self):
        return self.data[: len(self.data) - 87]

    def verifies(self):
        return verifies(self.replica, b"sheaf 1\n" + self.signed, self.signature)


def verifies(replica, message, signature):
    """RFC 8032, 5.1.7; a public key that is no point on the curve verifies nothing."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(replica)).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def parse(data):
    """Takes an L0-valid line apart; its last 86 characters are the signature."""
    record, replica, n, rest = data.split(b" ", 3)
    return Line(
        data=data,
        record=record.decode(),
        replica=replica.decode(),
        n=int(n),
        body=rest[:-87],
        signature=base64.urlsafe_b64decode(rest[-86:] + b"=="),
    )


class Replica:
    """A writer with a private key made from a seed, for vectors and tests only."""

    def __init__(self, seed):
        self.private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(seed.encode("utf-8")).digest())
        self.id = self.private.public_key().public_bytes_raw().hex()

    def line(self, record, n, body):
        """The signed line of a body given as a value or, to be wrong on purpose, as bytes."""
        data = body if isinstance(body, bytes) else canonical.encode(body)
        signed = f"{record} {self.id} {n} ".encode("ascii") + data
        signature = base64.urlsafe_b64encode(self.private.sign(b"sheaf 1\n" + signed)).rstrip(b"=")
        return signed + b" " + signature
