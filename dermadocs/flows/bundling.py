"""The end of a dossier: everything kept in it, in one sealed file that proves itself, and its renewal over the years.

The bundle is a paper like the others: words from `sheets.bundle`, one field for the practice's seal, an archive
timestamp. Embedded are the last revision of every file but the case (which says how to reach the patient), the event
chain, the timestamps of its commits, and the certificates and lists that a verification needs: material, no anchors.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from asn1crypto import pem

from dermadocs.domain.bundle import CERTIFICATES, CLOSED, EVENTS, INDEX, LISTS, OURS, TOKEN, UNHELD, Commit, Held, Index
from dermadocs.domain.content import Section
from dermadocs.domain.document import HANDLE_BYTES
from dermadocs.domain.dossier import may
from dermadocs.domain.events import Act, Archived
from dermadocs.domain.jsonform import canonical
from dermadocs.domain.kept import Row
from dermadocs.domain.state import State
from dermadocs.domain.timeline import write
from dermadocs.errors import Damaged, InputError, NotPermitted
from dermadocs.flows.desk import Desk
from dermadocs.flows.keeping import moment
from dermadocs.flows.kept import Kept
from dermadocs.flows.outlook import following
from dermadocs.flows.paper_file import PaperFile
from dermadocs.flows.ports import Practice
from dermadocs.flows.proving.judging import judge
from dermadocs.flows.questioning import refuse_unanswered
from dermadocs.flows.reviewing import refuse_unreviewed
from dermadocs.flows.sealing import sealed
from dermadocs.languages import speaker
from dermadocs.sentence import say
from dermadocs.sheets.bundle import bundle
from signatures import Key, Trust, Verdict, extend
from signatures.stamp import last_certificate

NAME, KIND = "dossier.pdf", "dossier"
LARGEST = 80_000_000
"""Bytes of all files together; a bundle above 100 MiB would be judged by nobody."""
AHEAD = timedelta(days=730)
"""How long before the end of the last timestamp's certificate a renewal is due."""


def seal(desk: Desk, kept: Kept, *, language: str | None = None) -> Kept:
    """Seal the evidence bundle of a dossier that has ended; nothing more can happen in it but money and renewals.

    NotPermitted, saying what comes next, for one that has not; Damaged when the home does not hold its timestamps, or
    what it holds would not be VALID in a reader's hands: sealing cannot be undone.
    """
    refuse_unfinished(kept, moment(desk, kept))
    refuse_unanswered(kept.case, kept.entries, moment(desk, kept), "archive")
    refuse_unreviewed(desk.practice, "dossier", kept.case, language, desk.now())
    contents = gather(desk.practice, kept, desk.archive.rows(kept.identifier), desk.now())
    refuse_too_large(contents)
    content = bundle(contents.index, contents.index_sha256, kept.entries, speaker(language))
    file = drawn(desk, kept, contents, content, language)
    refuse_unproven(desk.practice, kept, file.pdf, desk.now())
    kept = kept.filing(NAME, KIND, file.pdf, desk.now(), "Seal")
    return kept.after(Archived(at=moment(desk, kept), bundle=file.sha256))


def refuse_too_large(contents: Contents) -> None:
    """InputError when the files are too many for one bundle; it names the largest."""
    sizes = {name: len(data) for name, data in contents.files.items()}
    if sum(sizes.values()) > LARGEST:
        largest = max(sizes, key=sizes.__getitem__)
        why = say(
            "the files have {size} bytes together, at most {most} go into a bundle; the largest is {largest}"
            " with {its}",
            size=sum(sizes.values()),
            most=LARGEST,
            largest=largest,
            its=sizes[largest],
        )
        raise InputError("bundle", why)


def drawn(desk: Desk, kept: Kept, contents: Contents, content: Sequence[Section], language: str | None) -> PaperFile:
    """The bundle drawn, sealed and archive-timestamped: nothing is judged here, and nothing kept."""
    printed = desk.practice.printer.paper(
        "dossier",
        kept.case,
        desk.random(HANDLE_BYTES),
        desk.now(),
        language=language,
        supplements=[(INDEX, contents.index_data), *contents.files.items()],
        content=content,
    )
    return sealed(desk.practice, PaperFile.drawn(kept.case, printed, kept.entries), desk.now())


def refuse_unproven(practice: Practice, kept: Kept, pdf: bytes, at: datetime) -> None:
    """Damaged when a bundle is not VALID by the practice's own anchors: what is sealed once stays as it is."""
    own = _seal_key(practice, kept, at).chain[-1]
    trust = Trust((own,), tuple(one for one in practice.clock.chain if one.self_issued))
    answer = judge(pdf, {"trust": trust.to_json(), "at": at.isoformat()})
    if answer["verdict"] != Verdict.VALID:
        first = answer["messages"][0]
        why = say(
            "its bundle would be {verdict}, {code}: {message}; nothing was sealed; run `dermadocs keep --check`",
            verdict=answer["verdict"],
            code=first["code"],
            message=first["message"],
        )
        raise Damaged(kept.identifier, why)


def _seal_key(practice: Practice, kept: Kept, at: datetime) -> Key:
    office = kept.case.practice
    return practice.keys.seal(office.name, f"SIREN:{office.siren}", at)


def refuse_unfinished(kept: Kept, at: datetime) -> None:
    """NotPermitted for a dossier that cannot be sealed: it has not ended, money is owed, or it is sealed already."""
    dossier = kept.dossier
    if dossier.state is State.ARCHIVED:
        why = "the dossier is sealed already; write its bundle with -o, renew it with --renew"
        raise NotPermitted("bundle", why, "T-11")
    if dossier.state not in CLOSED:
        after = following(dossier)
        why = say(
            "the dossier is not at its end, it is {state}; next: {who}: {next}",
            state=dossier.state,
            who=after.who,
            next=after.what,
        )
        raise NotPermitted("bundle", why, "T-11")
    answer = may(dossier, Act.ARCHIVE, at)
    if not answer.allowed:
        raise NotPermitted("bundle", answer.why or "not permitted", answer.rule or "T-11")


@dataclass(frozen=True)
class Contents:
    """What is embedded: the files by name, and the index that names them."""

    files: Mapping[str, bytes]
    index: Index

    @property
    def index_data(self) -> bytes:
        """The index as it is embedded."""
        return canonical(self.index)

    @property
    def index_sha256(self) -> str:
        """Its digest, which the pages print."""
        return hashlib.sha256(self.index_data).hexdigest()


def gather(practice: Practice, kept: Kept, rows: Iterable[Row], at: datetime) -> Contents:
    """All that a bundle embeds. Damaged when the last entry of the dossier bears no timestamp."""
    stamped = [row for row in rows if row.token is not None]
    if not stamped or stamped[-1].sha256 != kept.head:
        raise Damaged(kept.identifier, "its last entry bears no timestamp; run `dermadocs keep --check`")
    held = {name: filed for name, filed in kept.latest.items() if filed.kind not in UNHELD}
    files = {name: kept.read(filed.sha256) for name, filed in held.items()}
    kinds = {name: filed.kind for name, filed in held.items()} | OURS
    files |= {EVENTS: write(kept.entries), TOKEN: stamped[-1].token or b"", **material(practice, kept, at)}
    index = Index(
        schema="dermadocs/bundle/1",
        clock=practice.clock_grade,
        files=tuple(
            Held(name=name, kind=kinds[name], sha256=hashlib.sha256(data).hexdigest()) for name, data in files.items()
        ),
        commits=tuple(
            Commit(entry=row.number, token=base64.b64encode(row.token or b"").decode("ascii")) for row in stamped
        ),
    )
    return Contents(files, index)


def material(practice: Practice, kept: Kept, at: datetime) -> dict[str, bytes]:
    """Certificates of the seal and of the clock up to their roots, and the lists of that time, as PEM."""
    key = _seal_key(practice, kept, at)
    certificates = {one.sha256: one.dump() for one in (*key.chain, *practice.clock.chain)}
    return {
        CERTIFICATES: _armored("CERTIFICATE", certificates.values()),
        LISTS: _armored("X509 CRL", practice.keys.revocation(at)),
    }


def _armored(what: str, ders: Iterable[bytes]) -> bytes:
    return b"".join(pem.armor(what, der) for der in ders)


# ---- the years after


def renew(desk: Desk, kept: Kept) -> Kept:
    """Put the bundle under one more archive timestamp, of a certificate that lasts longer.

    NotPermitted while there is no bundle; NotConformant when the last timestamp's certificate has ended already.
    """
    if NAME not in kept.latest:
        raise NotPermitted("renewal", "the dossier has no bundle yet; seal it first", "T-11")
    at, practice = desk.now(), desk.practice
    pdf = extend(kept.bytes_of(NAME), practice.clock, at, revocation=practice.keys.revocation(at))
    return kept.filing(NAME, KIND, pdf, at)


def holds_until(kept: Kept) -> datetime:
    """When the certificate of the bundle's last archive timestamp ends: by then it must be renewed."""
    return last_certificate(kept.bytes_of(NAME)).not_valid_after_utc


def due(kept: Kept, at: datetime) -> bool:
    """Whether it is time to renew the bundle of a dossier; False for one that has none."""
    return NAME in kept.latest and at >= holds_until(kept) - AHEAD
