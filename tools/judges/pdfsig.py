"""poppler's pdfsig: each signature of the finished file, by a library that shares nothing with ours.

It cannot check document timestamps (it reports them as not yet verified): they are counted apart, never as
passed, and OpenSSL judges them in `stamps`. It is not asked about certificates: its trust store is not ours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from judges.specimens import Specimen, signatures
from judges.verdicts import Failure, Result, program, run

NAME = "pdfsig"
PROFILE = "signatures"
VALID = "Signature is Valid."
UNABLE = ("Signature has not yet been verified.", "Unknown Validation Failure.")


def judge(specimens: Sequence[Specimen]) -> tuple[list[Result], dict[str, str]]:
    """A result per finished file that is signed, and the version of poppler."""
    pdfsig = program("pdfsig", NAME)
    results = [_check(pdfsig, one) for one in specimens if one.is_final]
    return [one for one in results if one], {NAME: release()}


def release() -> str:
    """The version of poppler. UnreachableError without it."""
    said = run([program("pdfsig", NAME), "-v"]).text
    found = re.search(r"version (\S+)", said)
    return found.group(1) if found else said.strip()


def parse(text: str) -> dict[str, str]:
    """The words of pdfsig about each field, by the field's name."""
    verdicts = {}
    for part in re.split(r"^Signature #\d+:$", text, flags=re.MULTILINE)[1:]:
        name = re.search(r"Signature Field Name: (.*)", part)
        verdict = re.search(r"Signature Validation: (.*)", part)
        if name and verdict:
            verdicts[name.group(1).strip()] = verdict.group(1).strip()
    return verdicts


def _check(pdfsig: str, specimen: Specimen) -> Result | None:
    signed = signatures(specimen.path.read_bytes())
    text = run([pdfsig, "-nocert", specimen.path]).text
    said = parse(text)
    if not signed and not said:
        return None
    failures: list[Failure] = []
    valid = not_judged = 0
    unread = said.keys() - {one.field for one in signed}
    failures += [Failure("-", 0, f"{name}: its byte range cannot be read", 1) for name in sorted(unread)]
    for one in signed:
        words = said.get(one.field, "not listed")
        if words == VALID:
            valid += 1
        elif one.is_timestamp and words in UNABLE:
            not_judged += 1
        else:
            failures.append(Failure("-", 0, f"{one.field}: {words}", 1))
    if "Total document signed" not in text.replace("Not total document signed", ""):
        failures.append(Failure("-", 0, "no signature covers the whole file", 1))
    note = f"{valid} valid"
    if not_judged:
        note += f", {not_judged} document timestamps not judged (pdfsig cannot)"
    return specimen.result(
        NAME,
        PROFILE,
        passed=not failures,
        failures=tuple(failures),
        note=note,
    )
