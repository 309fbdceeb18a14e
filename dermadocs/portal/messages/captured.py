"""Messages of a demonstration: nothing leaves; what would have left lies in the home and is shown on a page."""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from dermadocs.files import write_whole

FOLDER = "captured"
SHOWN = 50
LINK = re.compile(r"(https?://\S+)")


@dataclass(frozen=True)
class Captured:
    """One message as its carrier would have got it."""

    at: str
    carrier: str
    to: str
    subject: str
    text: str

    @property
    def parts(self) -> list[Part]:
        """The text with its addresses told apart, so that a page can make links of them."""
        return [Part(text, bool(LINK.fullmatch(text))) for text in LINK.split(self.text) if text]


@dataclass(frozen=True)
class Part:
    """A piece of a message."""

    text: str
    link: bool


def keep(home: Path, carrier: str, to: str, subject: str, text: str) -> None:
    """Put a message where the page finds it."""
    folder = home / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    at = datetime.now(UTC)
    told = Captured(at.isoformat(timespec="milliseconds"), carrier, to, subject, text)
    name = f"{at:%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}.json"
    write_whole(folder / name, json.dumps(asdict(told), ensure_ascii=False).encode())


def latest(home: Path) -> list[Captured]:
    """The latest ones, the newest first."""
    files = sorted((home / FOLDER).glob("*.json"), reverse=True)[:SHOWN]
    return [Captured(**json.loads(file.read_bytes())) for file in files]
