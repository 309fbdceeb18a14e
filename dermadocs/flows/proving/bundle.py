"""An evidence bundle: every file inside, the chain of events and its timestamps, each judged and all compared.

The steps; each adds reasons, none takes one back:

    1  index.json is canonical and of a known schema; the files inside are those it names, with their digests
    2  the chain is unbroken, a dossier may have gone that way, and it has ended
    3  each commit's timestamp is over its entry, by a clock that the reader trusts, when its entries say
    4  the files are those that the chain kept, each earlier revision a beginning of the last
    5  each paper is judged as if alone, at the earliest time that the bundle's own timestamps prove for its bytes
    6  each act signed in a paper is an event of the chain, after an entry that came before it; no event without its
       act; a passkey that signed was enrolled before, for that signer
    7  the pages tell this index and this chain: their words, composed again
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dermadocs.domain.acts import decode_record
from dermadocs.domain.bundle import CERTIFICATES, EVENTS, INDEX, LISTS, PAPERS, TOKEN, Index, decode_index
from dermadocs.domain.copy import Manifest
from dermadocs.domain.ink import COPY
from dermadocs.domain.jsonform import builtins
from dermadocs.domain.state import State
from dermadocs.domain.timeline import head
from dermadocs.errors import InputError, NotPermitted
from dermadocs.flows.proving.acts import SEVERITY
from dermadocs.flows.proving.chain import Chain, judge_chain
from dermadocs.flows.proving.copied import Copied
from dermadocs.flows.proving.evidence import enrolled
from dermadocs.flows.proving.finding import Finding
from dermadocs.flows.proving.ink import Told
from dermadocs.flows.proving.linked import Inside, act_faults, filed_faults
from dermadocs.flows.proving.paper import NAME, Paper
from dermadocs.languages import speaker
from dermadocs.sheets.bundle import COMPOSERS
from signatures import Act, Policy, Report, Verdict
from signatures.detached import Tokens
from signatures.interval import NOT_APPLICABLE, Interval


@dataclass(frozen=True)
class Examined:
    """One file judged: the answer, and what a bundle compares of it."""

    answer: dict[str, Any]
    paper: Paper | None = None
    acts: Sequence[Act] = ()
    signatures: Sequence[Act] = ()
    kept: Interval = NOT_APPLICABLE
    manifest: Manifest | None = None


@dataclass(frozen=True)
class Bundled:
    """What a bundle adds to the answer of a paper."""

    findings: list[Finding]
    kept: Interval = NOT_APPLICABLE
    inside: tuple[dict[str, Any], ...] = ()
    chain: Chain | None = None
    copied: Copied | None = None


Alone = Callable[[bytes, datetime, Mapping[str, Told]], Examined]
"""Judges a file inside another, at a time, with the copies of papers at hand."""


def bundled(
    attachments: Mapping[str, Sequence[bytes]],
    paper: Paper,
    report: Report,
    policy: Policy,
    examine: Alone,
) -> Bundled:
    """Everything wrong with the inside of a bundle. `examine` judges a file as if alone, at a time."""
    try:
        index, files = _opened(attachments)  # 1.
    except InputError as problem:
        return Bundled([_file(str(problem))])
    findings = [_file(why) for why in _faults(index, files)]
    at = proven(report, policy)
    try:
        tokens = Tokens(Policy(policy.name, policy.trust, at, informed=policy.at), files[CERTIFICATES], files[LISTS])
        chain, wrong = judge_chain(files[EVENTS], index, tokens)  # 2. and 3.
    except (ValueError, KeyError) as problem:
        return Bundled([*findings, _file(f"the proof cannot be read: {type(problem).__name__}")])
    findings += wrong
    papers = [held for held in index.of(*PAPERS) if held.name in files]
    alone = {held.name: examine(files[held.name], at, {}) for held in papers if held.kind == COPY}  # 5., copies first
    copies = {one.answer["sha256"]: one.answer["copy"] for one in alone.values() if one.answer["copy"] is not None}
    alone |= {held.name: examine(files[held.name], at, copies) for held in papers if held.kind != COPY}
    judged = [(held, alone[held.name]) for held in papers]
    for held, one in judged:
        findings += _judgement(held.name, held.kind, one)
    answers = [{**one.answer, "file": held.name} for held, one in judged]
    if chain is not None:
        inside = [
            Inside(held.name, files[held.name], one.paper, one.acts, one.signatures, one.manifest)
            for held, one in judged
            if one.paper is not None
        ]
        findings += filed_faults(chain.entries, index, inside)  # 4.
        findings += act_faults(chain.entries, inside)  # 6.
        for place, (held, one) in enumerate(judged):
            answers[place], unknown = enrolled(held.name, answers[place], one.acts, chain.entries)
            findings += unknown
        findings += _told(paper, report, index, files[INDEX], chain)  # 7.
    return Bundled(findings, _interval(chain, (one.kept for _, one in judged)), tuple(answers), chain)


def proven(report: Report, policy: Policy) -> datetime:
    """The earliest time that the bundle's own, unbroken timestamps prove for what is inside; else the reader's."""
    if report.verdict is not Verdict.VALID:
        return policy.at
    return min((act.not_after for act in report.acts if act.not_after is not None), default=policy.at)


def _opened(attachments: Mapping[str, Sequence[bytes]]) -> tuple[Index, dict[str, bytes]]:
    """The index and the files by name. InputError when there is no index, or two files of one name."""
    files = {}
    for name, copies in attachments.items():
        if len(set(copies)) != 1:
            raise InputError(name, "two different files of that name are inside")
        files[name] = copies[0]
    if INDEX not in files:
        raise InputError(INDEX, "is not inside")
    return decode_index(files[INDEX]), files


def _faults(index: Index, files: Mapping[str, bytes]) -> Iterable[str]:
    named = {held.name: held.sha256 for held in index.files}
    for name in sorted((files.keys() - {NAME, INDEX}) - named.keys()):
        yield f"{name} is inside and not in the index"
    for name, sha256 in named.items():
        if name not in files:
            yield f"{name} is in the index and not inside"
        elif hashlib.sha256(files[name]).hexdigest() != sha256:
            yield f"{name} is not the file of the index"
    if files.get(TOKEN) is not None and index.commits[-1].der != files[TOKEN]:
        yield f"{TOKEN} is not the last timestamp of the index"


def _judgement(name: str, kind: str, one: Examined) -> Iterable[Finding]:
    answer = one.answer
    if answer["data"] is None or answer["data"]["kind"] != kind:
        yield _file(f"{name} is not the {kind} that the index says")
    if answer["verdict"] != Verdict.VALID:
        why = f"{name} is {answer['verdict']}: {', '.join(answer['reasons'])}"
        yield Finding("INSIDE_NOT_VALID", why, proven=answer["verdict"] == Verdict.INVALID)


def _told(paper: Paper, report: Report, index: Index, index_data: bytes, chain: Chain) -> Iterable[Finding]:
    """The words of the pages follow from index and chain, and the seal was set after the last entry."""
    version = paper.document.template.version
    if version not in COMPOSERS:
        yield Finding("BUNDLE_DIFFERS", f"version {version} of this paper is not known here", proven=False)
    elif chain.state is not None:
        sha256 = hashlib.sha256(index_data).hexdigest()
        try:
            composed = COMPOSERS[version](index, sha256, chain.entries, speaker(None))
        except (NotPermitted, KeyError):
            composed = ()
        if _french(builtins(composed)) != _french(paper.plain["content"]):
            yield Finding("BUNDLE_DIFFERS", "the pages do not tell what the files inside say")
    for act in report.acts:
        if act.record is not None and decode_record(act.record).chain != head(chain.entries):
            yield Finding("CHAIN_DIFFERS", "the seal does not name the last entry of the chain")


def _french(value: Any) -> Any:
    """Plain data without translations: French governs."""
    if isinstance(value, dict):
        return {key: _french(item) for key, item in value.items() if key != "tr"}
    return [_french(item) for item in value] if isinstance(value, list) else value


def _interval(chain: Chain | None, kept: Iterable[Interval]) -> Interval:
    """That of the accepted papers inside, the worst of them; none where the dossier ended otherwise."""
    if chain is None or chain.state is not State.PERFORMED:
        return NOT_APPLICABLE
    return min(kept, key=lambda one: SEVERITY.index(one.verdict), default=NOT_APPLICABLE)


def _file(why: str) -> Finding:
    return Finding("FILE_DIFFERS", why)
