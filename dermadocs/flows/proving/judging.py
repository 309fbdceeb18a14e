"""Judge a file: what was signed, by whom, when, and whether the fifteen days were kept.

The steps, in this order; each adds reasons, none takes one back, and the worst decides:

    1  both readers open the file, within limits (one child process a file)
    2  a file that carries document.json is ours and judged strictly; any other by its signatures
    3  the record is canonical, of a known schema, and obeys the rules of its own kind
    4  the record says which fields there are, in which order, and who signs each
    5  signatures: bytes, order, signers, time, trust                      (signatures.inspect)
    6  the two readers saw the same pages, attachments, fields and metadata
    7  one story: page text and record explain each other, both ways
    8  each act's signed record names these bytes; its stamp and its printed dates follow from it; a passkey's
       assertion is over this record, and the level is what the evidence at hand supports
    9  the fifteen days, from the tokens alone; of a consent from the receipt in the estimate that it embeds; of a
       bundle from the papers inside, each judged, and with them the chain of events (`bundle`); of acts in ink from
       the days in their reliable copies, which are judged first (`copied`, `ink`)
    10 the law: its cards on data and text of ours, on the text of any other; no word of it changes the verdict
    11 what is missing, and what was not checked, is said
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from datetime import datetime
from typing import Any

import pypdf.filters  # noqa: F401 - else with the first stream of each file, in each child anew
from pypdf import PdfReader

from dermadocs import pagetext
from dermadocs.domain.acts import zone_of
from dermadocs.domain.document import identity_digest, identity_pointers, signature_fields
from dermadocs.domain.estimate import compute
from dermadocs.domain.leaves import resolve
from dermadocs.errors import InputError
from dermadocs.flows.proving import paper as papers
from dermadocs.flows.proving.acts import check_act, interval, signed, stamps
from dermadocs.flows.proving.bundle import Alone, Bundled, Examined, bundled
from dermadocs.flows.proving.consent import consented
from dermadocs.flows.proving.copied import NOTES, copied, ink_rows
from dermadocs.flows.proving.evidence import with_evidence
from dermadocs.flows.proving.extract import is_extract, judge_extract
from dermadocs.flows.proving.finding import Finding
from dermadocs.flows.proving.ink import given, named, unseen, wrong_copies
from dermadocs.flows.proving.lawful import law_of_others, law_of_ours, no_law, told_by
from dermadocs.flows.proving.outcome import outcome
from dermadocs.flows.proving.paper import Paper
from dermadocs.flows.proving.readers import differences
from dermadocs.flows.proving.story import compare, computed_strings
from dermadocs.law import parameters, registry, words
from signatures import Policy, Report, Trust, inspect
from signatures.caps import check_caps
from signatures.interval import NOT_APPLICABLE

POLICY = "contract"
OF_COPY = "a copy of papers: the law is judged on the estimate and the consent"
Seen = dict[tuple[str, datetime, tuple[str, ...]], Examined]
HIDDEN = "its signatures were made for one of our files, and no document.json is to be seen in it"


def ready() -> None:
    """Patterns and tables of the law, before the first file is there: no child of a sandbox makes them (`zygote`)."""
    words.lint("nothing")
    parameters.all()
    registry.all()


def judge(data: bytes, options: dict[str, Any]) -> dict[str, Any]:
    """Judge the bytes of one file; the entry point of the limited child process.

    `options`: `trust` (Trust.to_json), `at` (ISO 8601), `strict_revocation`; `informed` (ISO 8601) for a file inside
    another: revocations that became known until then count. The answer has the keys of `verify --json`; the file's
    name is added by the caller.
    """
    return examine(data, options, {}).answer


def examine(data: bytes, options: dict[str, Any], seen: Seen) -> Examined:
    """The same, with what a bundle compares of a paper inside it; `seen`: files inside that are judged already."""
    policy = _policy(options)
    try:
        check_caps(data, policy)
        reader = PdfReader(io.BytesIO(data))
        attachments = papers.attachments(reader)
        count = len(reader.pages)
    except Exception as problem:  # a hostile file makes a reader raise anything; the other one decides
        report = inspect(data, policy)
        why = f"the second reader cannot open it: {type(problem).__name__}"
        extra = [] if not report.judged else [Finding("READERS_DIFFER", why)]
        law = no_law("the text cannot be read")
        return Examined(outcome(report, extra if report.acts else [], None, NOT_APPLICABLE, law))
    if is_extract(attachments):
        return Examined(judge_extract(data, reader, attachments, policy))
    if not papers.is_ours(attachments):
        return Examined(_judge_others(data, reader, attachments, policy))
    try:
        paper = papers.read(attachments, count)
    except InputError as problem:
        law = no_law("the record inside the file cannot be read")
        wrong = [Finding("DATA_INVALID", str(problem))]
        return Examined(outcome(inspect(data, policy), wrong, None, NOT_APPLICABLE, law))
    report = inspect(data, policy, paper.plan)
    acts = signed(report.acts, paper.document)
    wanted, ink = named(acts), given(options, paper.sha256)
    if wanted:
        report = inspect(data, policy, paper.planned(some_in_ink=True))
        acts = signed(report.acts, paper.document)
    law = no_law("the file cannot be compared with its record")
    try:
        texts = [pagetext.text(page) for page in reader.pages]
        law = no_law(OF_COPY)
        if paper.document.kind != "copy":
            law = law_of_ours(paper, texts, acts, policy.at, told_by(attachments), ink)
        found = judge_ours(
            data,
            reader,
            texts,
            paper,
            report,
            policy,
            options,
            lambda inner, at, copies: _inside(inner, {**options, "copies": copies}, at, seen),
        )
    except Exception as problem:  # a hostile file makes a reader raise anything; what is known already stays
        why = f"the file cannot be compared with its record: {type(problem).__name__}: {problem}"
        found = Bundled([Finding("UNREADABLE", " ".join(why.split())[:300], proven=False)])
    answer = with_evidence(outcome(report, found.findings, paper, found.kept, law, ink), acts)
    answer |= {"inside": list(found.inside), "chain": found.chain.as_json() if found.chain else None}
    answer |= {"copies": list(wanted)}
    answer["not_checked"] += unseen(options, wanted)
    told = found.copied.told if found.copied else None
    if told is not None:
        answer |= {"copy": {**told, "verdict": answer["verdict"]}}
        answer["acts"] += ink_rows(told, zone_of(paper.document))
        answer["not_checked"] += NOTES
    manifest = found.copied.manifest if found.copied else None
    return Examined(answer, paper, acts, report.acts, found.kept, manifest)


def _inside(data: bytes, options: dict[str, Any], at: datetime, seen: Seen) -> Examined:
    """A file inside another, judged at the time proven for its bytes, with all that became known until today.

    Once: a bundle holds the accepted estimate, and the consent in it holds the same one.
    """
    key = (hashlib.sha256(data).hexdigest(), at, tuple(options.get("copies") or ()))
    if key not in seen:
        known = options.get("informed") or options["at"]
        seen[key] = examine(data, {**options, "at": at.isoformat(), "informed": known}, seen)
    return seen[key]


def _judge_others(
    data: bytes, reader: PdfReader, attachments: dict[str, list[bytes]], policy: Policy
) -> dict[str, Any]:
    """A file of somebody else, or one that hides that it is ours."""
    report = inspect(data, policy)
    # signed as one of ours: without its record it is damaged or disguised, never foreign and judged leniently
    hidden = [Finding("DATA_INVALID", HIDDEN)] if any(act.record is not None for act in report.acts) else []
    if not report.judged:
        law = no_law("the file cannot be read")
    elif papers.is_print_file(attachments):
        law = no_law("several papers of ours in one file, to be printed: each is judged by itself")
    else:
        law = law_of_others(reader, policy.at)
    return outcome(report, hidden, None, NOT_APPLICABLE if hidden else None, law)


def _policy(options: dict[str, Any]) -> Policy:
    known = options.get("informed")
    return Policy(
        POLICY,
        Trust.from_json(options["trust"]),
        policy_time(options),
        strict_revocation=bool(options.get("strict_revocation")) and known is None,
        informed=datetime.fromisoformat(known) if known else None,
    )


def policy_time(options: dict[str, Any]) -> datetime:
    """The moment as of which the file is judged."""
    return datetime.fromisoformat(options["at"])


def judge_ours(
    data: bytes,
    reader: PdfReader,
    texts: list[str],
    paper: Paper,
    report: Report,
    policy: Policy,
    options: dict[str, Any],
    alone: Alone,
) -> Bundled:
    """Steps 6 to 9, for a file that carries our record.

    `alone` judges a file that is embedded in it, at a time, with the copies at hand.
    """
    acts, found = signed(report.acts, paper.document), Bundled([])
    findings = []
    if not acts and report.judged:  # else nobody knows what is signed
        findings.append(Finding("UNSIGNED", "no signature: a draft or an unsigned copy", proven=False))
    findings += [Finding("READERS_DIFFER", what) for what in differences(data, reader)]
    findings += [Finding("DATA_INVALID", what) for what in record_faults(paper)]
    if foreign_root(report, paper):
        findings.append(Finding("ROOT_DIFFERS", "the pages print the fingerprint of another root than signed them"))
    if paper.document.kind == "copy":
        images = copied(data, papers.attachments(reader), paper, reader, acts)
        findings += images.findings
        found = Bundled([], images.kept, copied=images)
        texts, behind = texts[: len(texts) - images.pages], texts[len(texts) - images.pages :]
        findings += [Finding("STORY_DIFFERS", "a page of images has words") for text in behind if text.strip()]
    computed = computed_strings(paper.sha256, paper.handle, len(texts), issued=paper.document.root is not None)
    findings += [Finding("STORY_DIFFERS", str(m)) for m in compare(texts, paper.plain, computed)]
    drawn = stamps(reader)
    for act in acts:
        findings += check_act(data, act, paper, drawn.get(act.field))
    on_paper = paper.document.copy.ink and not acts  # what it follows from comes back as scans, not embedded
    if paper.document.kind == "consent" and not on_paper:
        wrong, kept = consented(
            papers.attachments(reader),
            paper,
            acts,
            lambda inner: alone(inner, policy.at, options.get("copies") or {}),
            options,
        )
        findings += wrong
    elif paper.document.kind == "dossier":
        found = bundled(papers.attachments(reader), paper, report, policy, alone)
        findings, kept = findings + found.findings, found.kept
    elif paper.document.kind == "copy":
        kept = found.kept
    else:
        findings += wrong_copies(options, named(acts), paper.sha256)
        kept = interval(acts, paper.document, given(options, paper.sha256))
    if kept.verdict == "VIOLATED":
        findings.append(
            Finding(
                "INTERVAL_VIOLATED",
                "accepted or consented to before the sixteenth day after the receipt (CSP D6322-30)",
            )
        )
    elif kept.verdict == "NOT_PROVEN":
        why = "the tokens do not show that the act came after the fifteen days"
        findings.append(Finding("INTERVAL_NOT_PROVEN", why, proven=False))
    return replace(found, findings=findings, kept=kept)


def record_faults(paper: Paper) -> list[str]:
    """What in the record follows from the rest of it, recomputed: sums, fields and signers, identity digests."""
    document, case = paper.document, paper.document.dossier
    wrong = []
    if document.computed != compute(case.estimate.lines):
        wrong.append("the amounts in the record do not follow from its lines")
    if document.computed.totals != case.estimate.totals:
        wrong.append("the totals of the record disagree with its lines")
    if document.fields != signature_fields(case, document.copy.handle, document.kind):
        wrong.append("the fields of the record are not those of the people in it")
    for told in document.identity_digests:
        if told.sha256 != identity_digest(bytes.fromhex(told.salt), resolve(paper.plain, told.pointer)):
            wrong.append(f"the identity digest of {told.pointer} is not that of its value")
    if {told.pointer for told in document.identity_digests} != set(identity_pointers(case)):
        wrong.append("the record does not hold one digest for each identity value")
    return wrong


def foreign_root(report: Report, paper: Paper) -> bool:
    """True when the printed fingerprint is not that of the root under which the signers stand."""
    root = (report.trust or {}).get("sha256")
    return root is not None and paper.document.root is not None and root != paper.document.root
