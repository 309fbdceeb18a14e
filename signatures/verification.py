"""Judge a signed PDF: who signed what, when, and is it still the same?

    1. The file can be read: within the caps, one parse, not encrypted.
    2. Each signature covers its whole revision and was made over these bytes by the certificate that it names;
       each timestamp stamps what it should. Our own class of files: in the one canonical envelope.
    3. Nothing was changed afterwards but by further signatures: each revision explained, the last one signed, all
       of it written so that every reader reads the same.
    4. Our own class of files: nothing foreign inside, pages and metadata those first written.
    5. Our own class of files: the acts of the plan, in order, by those they are for, the first one certifying.
    6. Time and trust, from the newest timestamp to the oldest signature, by the reader's anchors alone.
    7. The worst word over all signatures and steps is the verdict, and what was not checked is said.

Nothing is fetched, no clock is read: the moment, the anchors and the limits come with the policy.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from asn1crypto import x509

from signatures import changes, content, description, order, remains, tail
from signatures.acts import Background, describe
from signatures.certificates import common_name
from signatures.chain import Walker, lists_of
from signatures.document import Document, in_words
from signatures.dss import Store, read_store
from signatures.errors import Encrypted, NotVerified, TooLarge, Unreadable
from signatures.integrity import FAILED, UNDECIDED, Checked, check
from signatures.judged import Judged
from signatures.policy import Plan, Policy, Trust
from signatures.reading import open_document
from signatures.report import Reason, Report, worst
from signatures.revocation import RevocationData
from signatures.structure import certification
from signatures.vocabulary import BREAKS_INTEGRITY, Code, Indication, Integrity, Verdict

MAX_SCANNED = 20_000  # objects of a file of others in which scripts and the like are looked for
MOST_NAMED = 5  # of what lies in a trust folder and is not read: the folder may be anything


def verify(pdf: bytes, policy: Policy, plan: Plan | None = None) -> Report:
    """`inspect`, and insist. Raises NotVerified, the report inside, unless the verdict is VALID."""
    report = inspect(pdf, policy, plan)
    if report.verdict is not Verdict.VALID:
        raise NotVerified(report)
    return report


def inspect(pdf: bytes, policy: Policy, plan: Plan | None = None) -> Report:
    """Judge `pdf` and tell all. Never raises for what is in the file.

    With a `plan` the file is of our own class and judged strictly; without, it is read as leniently as is safe,
    and names, order and content are not compared with anything.
    """
    try:
        document = open_document(pdf, policy, strict=plan is not None)  # 1.
        return _judge(document, policy, plan)
    except Encrypted as problem:
        return _not_judged(pdf, policy, plan, Code.ENCRYPTED, str(problem))
    except TooLarge as problem:
        return _not_judged(pdf, policy, plan, Code.TOO_LARGE, str(problem))
    except Unreadable as problem:
        return _not_judged(pdf, policy, plan, Code.UNREADABLE, str(problem))
    except MemoryError:
        message = "judging the file takes more memory than there is; nothing is said about its signatures"
        return _not_judged(pdf, policy, plan, Code.TOO_LARGE, message)
    except Exception as problem:  # malformed input makes the libraries raise anything: it says nothing of a signature
        return _not_judged(pdf, policy, plan, Code.UNREADABLE, f"the file cannot be judged: {in_words(problem)}")


def judge(data: bytes, options: Mapping[str, Any]) -> dict[str, Any]:
    """`inspect` for a sandbox: options and report as JSON values.

    `options`: "trust" (Trust.to_json), "at" (ISO 8601 with zone), "strict_revocation", "policy" (a name).
    """
    policy = Policy(
        options.get("policy", "signatures"),
        Trust.from_json(options["trust"]),
        datetime.fromisoformat(options["at"]),
        strict_revocation=bool(options.get("strict_revocation", False)),
    )
    return inspect(data, policy).as_dict()


def _judge(document: Document, policy: Policy, plan: Plan | None) -> Report:
    own_class = plan is not None
    if not document.signatures or (not own_class and all(map(document.is_prepared, document.signatures))):
        return _unsigned(document, policy, plan)
    store = read_store(document)
    # 2. each signature by itself
    offered = () if own_class else store.certificates
    signatures = [check(document, found, offered, own_class=own_class) for found in document.signatures]
    hidden = list(content.hidden(document)) if own_class else []  # of step 4, and before step 3 goes forward
    # 3. what was done to the file since
    steps = changes.steps(document)
    reasons = [*remains.lost(document), *remains.end_of_file(document, signatures, steps, own_class=own_class)]
    reasons += remains.unvouched(document, signatures, steps)
    two_ways = list(tail.readings(document))  # told last: what is wrong with a signature says more
    if plan is None:
        reasons += description.retitled(document)
        if all(found.is_timestamp for found in document.signatures):
            reasons.append(
                Reason(Code.NO_SIGNATURE, "the file holds timestamps only: nobody signed it", None, UNDECIDED)
            )
    else:
        # 4. what our own class may hold
        reasons += [*hidden, *content.review(document, plan)]
        reasons += _one_certificate_one_spelling(signatures, store)
        # 5. who signed what, in which order
        reasons += order.review(document, signatures, plan)
    # 6. time and trust
    walker = _walker(policy, signatures, store, own_class=own_class)
    judged = walker.walk(signatures)
    # 7. the worst word
    background = Background(steps, store, plan, (*reasons, *two_ways))
    acts = tuple(
        describe(checked, outcome, signatures[index + 1 :], background)
        for index, (checked, outcome) in enumerate(zip(signatures, judged, strict=True))
    )
    reasons += [Reason(Code.CHANGED_AFTER_SIGNING, step.words) for step in steps if step.problem]
    every = _gravest_first([*reasons, *(reason for act in acts for reason in act.reasons), *two_ways])
    return Report(
        sha256=hashlib.sha256(document.pdf).hexdigest(),
        size=len(document.pdf),
        policy=policy.name,
        verdict=_verdict(every),
        integrity=_integrity(every),
        reasons=every,
        as_of=walker.as_of,
        trust=_trust(judged, signatures),
        acts=acts,
        not_checked=tuple(_not_checked(document, policy, walker, own_class=own_class)),
        page_count=len(document.last.pages),
        certified=certification(document)[0] == signatures[0].found.field,
        own_class=own_class,
    )


def _verdict(reasons: Sequence[Reason]) -> Verdict:
    return {
        Indication.TOTAL_PASSED: Verdict.VALID,
        Indication.INDETERMINATE: Verdict.INDETERMINATE,
        Indication.TOTAL_FAILED: Verdict.INVALID,
    }[worst(reason.indication for reason in reasons)]


def _gravest_first(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    """Each reason once; those that decide the verdict come first."""
    return tuple(sorted(dict.fromkeys(reasons), key=lambda reason: reason.indication is not FAILED))


def _integrity(reasons: Sequence[Reason]) -> Integrity:
    """GOOD only where every signature could be checked: what nobody can check is not said to be as it was signed."""
    if any(reason.code in BREAKS_INTEGRITY and reason.indication is FAILED for reason in reasons):
        return Integrity.BROKEN
    unchecked = any(reason.code is Code.SIGNATURE_UNCHECKED for reason in reasons)
    return Integrity.UNREADABLE if unchecked else Integrity.GOOD


def _one_certificate_one_spelling(signatures: Sequence[Checked], store: Store) -> list[Reason]:
    """A certificate present twice is the same bytes."""
    seen: dict[bytes, bytes] = {}
    for cert in [*store.certificates, *_certificates(signatures)]:
        if seen.setdefault(cert.issuer_serial, cert.sha256) != cert.sha256:
            message = f"two different certificates of « {common_name(cert)} » share one number"
            return [Reason(Code.ENVELOPE_NOT_CANONICAL, message)]
    return []


def _certificates(signatures: Sequence[Checked]) -> list[x509.Certificate]:
    """Every certificate that stands in a signature or token."""
    found: list[x509.Certificate] = []
    for checked in signatures:
        found += checked.others if checked.certificate is None else [checked.certificate, *checked.others]
        for token in (checked.token, checked.content_token):
            if token is not None and token.certificate is not None:
                found += [token.certificate, *token.others]
    return found


def _walker(policy: Policy, signatures: Sequence[Checked], store: Store, *, own_class: bool) -> Walker:
    offered = {cert.sha256: cert for cert in [*store.certificates, *_certificates(signatures)]}
    revocation = RevocationData([*store.crls, *policy.trust.crls], store.ocsps)
    return Walker(policy, list(offered.values()), revocation, lists_of(policy), own_class=own_class)


def _trust(judged: Sequence[Judged], signatures: Sequence[Checked]) -> dict[str, str | None] | None:
    """Root of the first signer's chain, or of whatever has one."""
    pairs = list(zip(signatures, judged, strict=True))
    ordered = sorted(pairs, key=lambda pair: pair[0].found.is_timestamp)
    for _, outcome in ordered:
        if outcome.path is not None:
            anchor = outcome.path.anchor
            name = common_name(anchor) if outcome.path.trusted else None
            return {"anchor": name, "sha256": anchor.sha256.hex()}
    return None


def _not_checked(document: Document, policy: Policy, walker: Walker, *, own_class: bool) -> list[str]:
    notes = []
    as_of = walker.as_of
    if as_of is None:
        notes.append("revocation of the newest certificates: no data at hand")
    elif as_of < policy.at:
        notes.append(f"revocation after {as_of:%Y-%m-%dT%H:%M:%SZ}")
    notes += [f"trusted list {one.file}: not used, {one.why}" for one in policy.trust.unused_lists]
    if left_out := policy.trust.left_out:
        names = ", ".join(left_out[:MOST_NAMED]) + (", …" if len(left_out) > MOST_NAMED else "")
        notes.append(f"what lies in the trust folder and is not read: {names}")
    notes += walker.list_notes
    if not own_class:
        drawn = remains.drawn_later(document)
        notes.append("whether fields, signers and their order are those intended: no plan was given")
        notes += [f"what the field {name}, added after the first signature, covers" for name in drawn]
        active = sorted(content.active_parts(document, MAX_SCANNED))
        notes += [f"what the file does when opened: it holds {what}" for what in active]
    return notes


def _unsigned(document: Document, policy: Policy, plan: Plan | None) -> Report:
    message = "the file holds no signature"
    if document.signatures:
        prepared = ", ".join(found.field for found in document.signatures)
        message += f"; the place for one is prepared and empty, or was emptied, in {prepared}"
    elif b"/ByteRange" in document.pdf:
        message += (
            "; something in it looks like one (a usage right, a file inside, a broken field), and no field shows it"
        )
    reasons = [*remains.lost(document), Reason(Code.NO_SIGNATURE, message, None, UNDECIDED)]
    if plan is not None:
        reasons += content.review(document, plan)
    return replace(
        _not_judged(document.pdf, policy, plan, Code.NO_SIGNATURE, message),
        verdict=_verdict(reasons),
        integrity=_integrity(reasons),
        reasons=tuple(reasons),
        not_checked=("who made the file, and when: nothing is signed",),
        page_count=len(document.last.pages),
    )


def _not_judged(pdf: bytes, policy: Policy, plan: Plan | None, code: Code, message: str) -> Report:
    """Nothing could be judged: neither valid nor proven false."""
    return Report(
        sha256=hashlib.sha256(pdf).hexdigest(),
        size=len(pdf),
        policy=policy.name,
        verdict=Verdict.INDETERMINATE,
        integrity=Integrity.UNREADABLE,
        reasons=(Reason(code, message, None, UNDECIDED),),
        as_of=None,
        trust=None,
        acts=(),
        not_checked=("everything: the file could not be read",),
        page_count=None,
        certified=False,
        own_class=plan is not None,
    )
