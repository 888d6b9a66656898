"""A tablet as the server meets it: a key of its own, signed calls, clocks that may be wrong, and a queue."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from werkzeug.test import Client

from kiosk.pairing.domain import Placing, Spot
from kiosk.pairing.records import pairing_by_code
from kiosk.pairing.services import approve
from survey.foundation.clock import now
from tests.helpers.builders import dice
from tests.helpers.staff import an_account

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection
    from werkzeug.test import TestResponse

    from kiosk.pairing.domain import Device
    from survey.app import Service

_REQUEST, _KEY, _FILE = "hailong-kiosk-1", "hailong-kiosk-key", "hailong-kiosk-file"


def base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass(frozen=True)
class TabletKey:
    """A key pair of P-256, as a browser makes one."""

    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @property
    def raw(self) -> bytes:
        return self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def public(self) -> str:
        return base64url(self.raw)

    @property
    def key_id(self) -> str:
        return base64url(hashlib.sha256(self.raw).digest())[:22]

    def sign(self, text: str) -> str:
        r, s = decode_dss_signature(self.private.sign(text.encode(), ec.ECDSA(SHA256())))
        return base64url(r.to_bytes(32) + s.to_bytes(32))


@dataclass
class Tablet:
    """A tablet in front of a service. What it does to a call before it leaves, a test may change."""

    service: Service
    key: TabletKey = field(default_factory=TabletKey)
    challenge: str = ""
    session: str = field(default_factory=lambda: str(uuid4()))
    skew_ms: int = 0
    """How much its clock is ahead of the server's."""

    def __post_init__(self) -> None:
        self.client = Client(self.service)

    # What it says.

    def headers(self, method: str, path: str, body: bytes) -> dict[str, str]:
        """Give the headers that vouch for a call."""
        if not self.challenge:
            self.challenge = self.client.get("/kiosk/api/challenge").get_json()["challenge"]
        digest = hashlib.sha256(body).hexdigest()
        text = f"{_REQUEST}\n{method}\n{path}\n{self.key.key_id}\n{self.challenge}\n{digest}"
        return {
            "Hailong-Device": self.key.key_id,
            "Hailong-Challenge": self.challenge,
            "Hailong-Signature": self.key.sign(text),
        }

    def send(
        self, method: str, path: str, body: bytes = b"", *, more: Mapping[str, str] | None = None
    ) -> TestResponse:
        """Send a signed call, with more headers where a test wants them."""
        headers = self.headers(method, path, body) | dict(more or {})
        if body:
            headers.setdefault("Content-Type", "application/json")
        return self.client.open(path, method=method, data=body or None, headers=headers)

    def call(self, path: str, told: Any = None, *, more: Mapping[str, str] | None = None) -> TestResponse:
        """Send a signed call: a POST of JSON where there is something to tell."""
        body = b"" if told is None else json.dumps(told).encode()
        return self.send("POST" if body else "GET", f"/kiosk/api/{path}", body, more=more)

    # Its clocks.

    def clock(self) -> int:
        """Give its own milliseconds."""
        return round(now().timestamp() * 1000) + self.skew_ms

    def item(self, questionnaire: str, **changes: Any) -> dict[str, Any]:
        """Make an answer given just now."""
        at = self.clock()
        return {
            "id": str(uuid4()),
            "questionnaire": questionnaire,
            "answers": {"overall": "5"},
            "at": at,
            "mono": 10_000,
            "session": self.session,
            "offset": None,
            "dwell_ms": 4_000,
            "assisted": False,
        } | changes

    def batch(self, *items: Any, **changes: Any) -> dict[str, Any]:
        """Make a batch sent a second after its answers."""
        return {"items": list(items), "sent_at": self.clock(), "mono": 11_000, "session": self.session} | changes

    def results(self, *items: Any, **changes: Any) -> list[tuple[str, str | None]]:
        """Send a batch; give result and reason of each item."""
        answer = self.call("responses", self.batch(*items, **changes))
        assert answer.status_code == 200, answer.text
        return [(one["result"], one["reason"]) for one in answer.get_json()["results"]]

    # What a manager does to it.

    def ask(self, **changes: Any) -> TestResponse:
        """Ask to be paired."""
        return self.call("pair", {"public_key": self.key.public, "app_version": "1", "persistent": True} | changes)

    def pair(self, spot: Spot, *, by: int, label: str = "", at: datetime | None = None) -> Device:
        """Ask to be paired, and let a manager say yes."""
        code = self.ask().get_json()["user_code"].replace("-", "")
        with self.service.house.store.writing() as connection:
            pairing = pairing_by_code(connection, code)
            assert pairing is not None
            placing = Placing(label=label, spot=spot)
            return approve(connection, pairing, placing, by=by, at=at or now(), random=dice())

    def queue_file(self, items: list[Any], **changes: Any) -> bytes:
        """Write a queue file."""
        payload = {
            "exported_at": self.clock(),
            "mono": 11_000,
            "session": self.session,
            "items": items,
            "aside": [],
        } | changes
        written = json.dumps(payload)
        signature = self.key.sign(f"{_FILE}\n{hashlib.sha256(written.encode()).hexdigest()}")
        file = {
            "format": "hailong-kiosk-queue-1",
            "key": self.key.key_id,
            "payload": written,
            "signature": signature,
        }
        return json.dumps(file).encode()

    def announce(self, new: TabletKey) -> TestResponse:
        """Announce the next key."""
        proof = new.sign(f"{_KEY}\n{self.key.key_id}\n{new.key_id}")
        return self.call("key", {"public_key": new.public, "proof": proof})


def a_manager(connection: Connection, name: str = "quantri", *roles: str, unit: str | None = None) -> int:
    """Open an account that may pair tablets; give its number."""
    return an_account(connection, name, roles or ("administrator",), unit=unit)


def some_uuid(number: int) -> str:
    """Give the same id for the same number."""
    return str(UUID(int=number, version=4))
