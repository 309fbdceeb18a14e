"""Signing the drawn estimate: ours against pyHanko's `sign_pdf`, on the same bytes with the same keys."""

from __future__ import annotations

from datetime import datetime

from pyhanko.sign.fields import FieldMDPSpec, MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import SigMDPSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from bench import stock
from bench.measure import NotComparable, Race, race
from bench.table import Row, Section, row
from bench.world import World, own_key
from signatures import Key, appearance, archive, certify, cms, envelope
from signatures.increment import Increment

FIELD = "Practitioner1"
ROOM = 8192  # bytes for the signature, more than enough without tokens


def basic(pdf: bytes, key: Key, at: datetime, drawn: bytes) -> bytes:
    """A PAdES B-B certification by our own parts. Our face makes none: it always adds time and evidence."""
    increment = Increment(pdf)
    target = increment.empty_field(FIELD)
    appearance.draw(increment, target, FIELD, drawn)
    mdp = SigMDPSetup(
        md_algorithm=cms.DIGEST,
        certify=True,
        field_lock=FieldMDPSpec.from_pdf_object(target["/Lock"]),
        docmdp_perms=MDPPerm.FILL_FORMS,
    )
    slot = SignatureObject(timestamp=at, subfilter=SigSeedSubFilter.PADES, bytes_reserved=2 * ROOM)
    unsigned = increment.write(slot, FIELD, mdp=mdp)
    signed = unsigned.fill(cms.sign(key, cms.DATA, unsigned.digest).document())
    if defect := envelope.signature_holds(signed[unsigned.start : unsigned.end], unsigned.covered):
        raise NotComparable(f"our B-B signature does not hold: {defect.message}")
    return signed


def measure(world: World, rounds: int) -> Section:
    """B-B with both kinds of keys, then all that an act needs."""
    pdf = world.draft.pdf
    drawn = world.practice.printer.stamp("practitioner", ["Dr Banc d'essai", "signé le 2 novembre 2026 à 18:05"])
    with stock.quiet():
        rows = [_basic(pdf, drawn, kind, rounds, target) for kind, target in (("RSA-2048", 0.25), ("P-256", None))]
        whole = _whole(world, drawn, rounds)
    rows += [
        row(whole, "certify and archive, B-LTA", "ours", "stock"),
        row(whole, "archive alone : certify alone (both ours)", "archive", "certify"),
    ]
    return Section(
        "Signing it (prepared stamp, keys loaded)",
        rows,
        [
            "stock: SimpleSigner and sign_pdf at their defaults, with pyHanko's own text stamp",
            "B-LTA: both ask the same timestamp authority over HTTP and embed the same revocation lists",
        ],
    )


def _basic(pdf: bytes, drawn: bytes, kind: str, rounds: int, target: float | None) -> Row:
    key = own_key(kind)
    at = key.certificate.not_valid_before.replace(microsecond=0)
    simple = stock.signer(key)
    contestants = {
        "ours": lambda: basic(pdf, key, at, drawn),
        "stock": lambda: stock.sign(pdf, FIELD, simple),
    }
    return row(race(contestants, rounds), f"certify, PAdES B-B, {kind}", "ours", "stock", target)


def _whole(world: World, drawn: bytes, rounds: int) -> Race:
    pdf, at, authority, clock = world.draft.pdf, world.days.signed, world.authority, world.practice.clock
    key = world.practice.keys.practitioner(world.case.operators[0].rpps)
    crls = authority.crls(at)
    simple = stock.signer(key)  # type: ignore[arg-type]  # the keys of an embedded practice are in memory

    def certified() -> bytes:
        world.clock.set(at)
        return certify(pdf, FIELD, key, clock, at, appearance=drawn, revocation=crls)

    def archived(signed: bytes) -> bytes:
        return archive(signed, clock, world.clock.now(), revocation=crls)

    def by_stock() -> bytes:
        world.clock.set(at)
        context = stock.context([authority.root], [authority.people_ca, authority.time_ca], crls, at)
        return stock.sign(pdf, FIELD, simple, timestamper=clock, context=context)  # type: ignore[arg-type]

    once = certified()
    return race(
        {
            "ours": lambda: archived(certified()),
            "stock": by_stock,
            "certify": certified,
            "archive": lambda: archived(once),
        },
        rounds,
    )
