"""What is signed: a type and a body, bound together by DSSE's pre-authentication encoding.

A signature of one type never verifies as another's: the type stands inside the signed bytes, with both lengths
(https://github.com/secure-systems-lab/dsse, protocol.md).
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.signing.errors import SigningError
from engine.signing.signers import Signer, Verifier


def canonical(value: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """One line of UTF-8 JSON: keys sorted, no spaces, no NaN; a lone surrogate makes the text ASCII."""
    try:
        return _dumps(value, ascii_only=False).encode()
    except UnicodeEncodeError:
        return _dumps(value, ascii_only=True).encode()


def _dumps(value: Any, *, ascii_only: bool) -> str:  # noqa: ANN401 - any JSON value
    return json.dumps(value, ensure_ascii=ascii_only, sort_keys=True, separators=(",", ":"), allow_nan=False)


def pre_authentication_encoding(payload_type: str, body: bytes) -> bytes:
    """The bytes that are signed: `DSSEv1`, the type and the body, each after its length in bytes."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(body), body)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A signed body: its type, its bytes, who signed by which algorithm, the signature."""

    payload_type: str
    body: bytes
    key_id: str
    algorithm: str
    signature: bytes

    def verified_by(self, verifier: Verifier) -> bool:
        """Whether this very key signed this very type and body."""
        return (
            self.key_id == verifier.key_id
            and self.algorithm == verifier.algorithm
            and verifier.verify(pre_authentication_encoding(self.payload_type, self.body), self.signature)
        )

    @property
    def content(self) -> Mapping[str, Any]:
        """The body read; raises SigningError where it is no JSON object in canonical form."""
        try:
            value = json.loads(self.body)
            sound = isinstance(value, dict) and canonical(value) == self.body
        except (ValueError, RecursionError):
            sound = False
        if not sound:
            raise SigningError(f"签名信封（{self.payload_type}）的内容不是规范的 JSON，可能已被改动。")
        return value  # type: ignore[no-any-return]

    def form(self) -> dict[str, Any]:
        """The envelope as DSSE writes it in JSON, with the algorithm beside the key's id."""
        return {
            "payloadType": self.payload_type,
            "payload": base64.b64encode(self.body).decode(),
            "signatures": [
                {
                    "keyid": self.key_id,
                    "algorithm": self.algorithm,
                    "sig": base64.b64encode(self.signature).decode(),
                }
            ],
        }


def sign(signer: Signer, payload_type: str, content: Mapping[str, Any]) -> Envelope:
    """Sign the canonical form of `content` as being of `payload_type`."""
    body = canonical(content)
    signature = signer.sign(pre_authentication_encoding(payload_type, body))
    return Envelope(payload_type, body, signer.key_id, signer.algorithm, signature)


def envelope(form: Any) -> Envelope:  # noqa: ANN401 - what a file holds
    """Read an envelope of one signature; raises SigningError for any other shape, never anything else."""
    made = _read(form)
    if (
        made is None or made.form() != form
    ):  # one spelling: no further key, no second way of writing the bytes
        raise SigningError("签名信封不完整或者已被改动：须为只含一个签名的 DSSE 信封。")
    return made


def _read(form: Any) -> Envelope | None:  # noqa: ANN401 - what a file holds
    try:
        (one,) = form["signatures"]
        return Envelope(
            str(form["payloadType"]),
            base64.b64decode(form["payload"], validate=True),
            str(one["keyid"]),
            str(one["algorithm"]),
            base64.b64decode(one["sig"], validate=True),
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
