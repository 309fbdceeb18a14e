"""What the reader trusts: a folder of anchors, never anything that travels with the file.

DIR/*.pem        roots of signers (and of their own clocks: grade C)
DIR/tsa/*.pem    anchors of independent timestamp authorities (grade B)
DIR/*.crl        fresher revocation lists, PEM or DER; in tsa/ and lists/ too, for they speak of whom they name
DIR/lists/*.xml  dated national trusted lists (they grade clocks A; the extra `lists`)
DIR/lists/*.pem  the certificates that may sign those lists

Endings may be written in capitals. What else lies there is left out and told, but for names that begin with a dot,
which computers make of their own accord.
"""

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from asn1crypto import crl, pem, x509

from signatures.errors import ListRefused, SignatureError
from signatures.files import pem_blocks, read_limited
from signatures.trustlist import TrustedList, UnusedList

T = TypeVar("T")

MAX_FILE = 32 * 1024 * 1024  # bytes: the largest public revocation lists stay below
# Of each folder, by its name below DIR, the endings of what is read.
READ = {"": (".pem", ".crl"), "tsa": (".pem", ".crl"), "lists": (".xml", ".pem", ".crl")}


@dataclass(frozen=True)
class Trust:
    """Anchors and revocation data that the reader brings along."""

    roots: tuple[x509.Certificate, ...] = ()
    tsa_roots: tuple[x509.Certificate, ...] = ()
    crls: tuple[crl.CertificateList, ...] = ()
    lists: tuple[TrustedList, ...] = ()  # verified
    unused_lists: tuple[UnusedList, ...] = ()  # at hand, and not to be relied on
    left_out: tuple[str, ...] = ()  # what else lies in the folders, by its name in there

    @classmethod
    def load(cls, *folders: Path | str) -> "Trust":
        """Read trust folders in the order given; each list is verified here, once, by the signers beside it.

        A list that cannot be relied on is kept by name and reason, for reports to say. Raises SignatureError, naming
        the file, when a folder or another file in it cannot be read, or lists are there and their extra is not.
        """
        roots: list[x509.Certificate] = []
        tsa_roots: list[x509.Certificate] = []
        crls: list[crl.CertificateList] = []
        lists: list[TrustedList | UnusedList] = []
        left_out: list[str] = []
        for folder in map(Path, folders):
            roots += _each(_named(folder, ".pem", needed=True), _certificates)
            tsa_roots += _each(_named(folder / "tsa", ".pem"), _certificates)
            crls += _each([path for place in READ for path in _named(folder / place, ".crl")], _revocation_lists)
            lists += _lists(folder / "lists")
            left_out += _left_out(folder)
        return cls(
            _distinct(roots),
            _distinct(tsa_roots),
            tuple(crls),
            tuple({one.sha256: one for one in lists if isinstance(one, TrustedList)}.values()),
            tuple(dict.fromkeys(one for one in lists if isinstance(one, UnusedList))),
            tuple(left_out),
        )

    def to_json(self) -> dict[str, Any]:
        """The same trust as plain JSON values, to hand to a child process; of lists, what can grade a clock."""
        return {
            "roots": [_b64(cert.dump()) for cert in self.roots],
            "tsa_roots": [_b64(cert.dump()) for cert in self.tsa_roots],
            "crls": [_b64(item.dump()) for item in self.crls],
            "lists": [one.to_json() for one in self.lists],
            "unused_lists": [[one.file, one.why] for one in self.unused_lists],
            "left_out": list(self.left_out),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Trust":
        """The inverse of `to_json`."""
        load = x509.Certificate.load
        return cls(
            tuple(load(base64.b64decode(item)) for item in data["roots"]),
            tuple(load(base64.b64decode(item)) for item in data["tsa_roots"]),
            tuple(crl.CertificateList.load(base64.b64decode(item)) for item in data["crls"]),
            tuple(map(TrustedList.from_json, data["lists"])),
            tuple(UnusedList(file, why) for file, why in data["unused_lists"]),
            tuple(data["left_out"]),
        )


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _left_out(folder: Path) -> list[str]:
    """What lies in a trust folder and is not read: who laid it there believes that it counts."""
    return [
        str(path.relative_to(folder))
        for place, endings in READ.items()
        for path in _named(folder / place, "")
        if not path.name.lower().endswith(endings)
        and not (path.parent == folder and path.name in READ and path.is_dir())
    ]


def _named(folder: Path, ending: str, *, needed: bool = False) -> list[Path]:
    """What a folder holds, by its ending; nothing where there is no such folder, unless it is `needed`."""
    try:
        shown = (path for path in folder.iterdir() if not path.name.startswith("."))
        return sorted(path for path in shown if path.name.lower().endswith(ending))
    except (FileNotFoundError, NotADirectoryError) as problem:
        if needed:
            raise SignatureError(
                f"trust folder {folder}: no such folder; give a folder that holds *.pem roots"
            ) from problem
        return []
    except OSError as problem:  # passed over, it would be a verdict by fewer anchors
        raise SignatureError(f"trust folder {folder} cannot be read: {problem.strerror}") from problem


def _each(paths: Sequence[Path], read: Callable[[bytes], list[T]]) -> list[T]:
    found: list[T] = []
    for path in paths:
        try:
            found += read(read_limited(path, MAX_FILE))
        except (OSError, ValueError, TypeError) as problem:
            raise SignatureError(f"trust file {path}: {problem}; replace it or take it out of the folder") from problem
    return found


def _lists(folder: Path) -> list[TrustedList | UnusedList]:
    """The trusted lists of a folder, by the signers that lie beside them."""
    files = _named(folder, ".xml")
    if not files:
        return []
    from signatures.trustlist_xml import read  # its parser is loaded for who has lists

    signers = _each(_named(folder, ".pem"), _certificates)
    found: list[TrustedList | UnusedList] = []
    for path in files:
        (data,) = _each([path], lambda data: [data])
        try:
            found.append(read(data, path.name, signers))
        except ListRefused as problem:
            found.append(UnusedList(path.name, str(problem)))
    return found


def _ders(data: bytes) -> list[bytes]:
    if not pem.detect(data):
        return [data]
    return [der for _kind, der in pem_blocks(data)]


def _certificates(data: bytes) -> list[x509.Certificate]:
    certificates = [x509.Certificate.load(der, strict=True) for der in _ders(data)]
    for cert in certificates:
        _ = cert.subject.native, cert.public_key.algorithm  # asn1crypto parses late: fail here, not while judging
    return certificates


def _revocation_lists(data: bytes) -> list[crl.CertificateList]:
    lists = [crl.CertificateList.load(der, strict=True) for der in _ders(data)]
    for item in lists:
        _ = item["tbs_cert_list"]["this_update"].native, item.issuer.native
    return lists


def _distinct(certificates: list[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    return tuple({cert.sha256: cert for cert in certificates}.values())
