"""Words that nobody answers for: a practice may draft them, not issue them; a demonstration says so on each page."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from world import DAYS, Life, Scene, example, notices_due, part_one

from dermadocs.bootstrap import embedded
from dermadocs.catalogue import load
from dermadocs.demo.calendar import Clock
from dermadocs.demo.life import handle_of, secrets_of
from dermadocs.domain.review import Review, parse
from dermadocs.errors import InputError, NotPermitted
from dermadocs.flows import consenting, estimating, informing, reviewing
from dermadocs.flows.paper_file import PaperFile
from dermadocs.languages import catalogue
from dermadocs.law import wording
from signatures import Authority

JURIST, SURGEON, TRANSLATOR = "Me Anne Durand, avocate", "Dr Claire Vasseur, chirurgien", "Jane Doe, traductrice"
LEGAL = "Modèle non validé par un juriste"
MEDICAL = "Modèle non validé par un chirurgien"
TRANSLATED = "Traduction non relue"
ENTRY = load.entry("dermabrasion")


def review_toml(
    legal: str | None = None, medical: str | None = None, english: str | None = None, on: str = "2026-10-01"
) -> str:
    """A review of today's words; a digest given takes the place of the right one, « none » leaves the part out."""
    legal = legal or reviewing.wordings_sha256(wording.all())
    medical, english = medical or ENTRY.sha256, english or catalogue("en").sha256
    parts = ['schema = "dermadocs/review/1"']
    if legal != "none":
        parts.append(f'[wordings]\nby = "{JURIST}"\non = {on}\nsha256 = "{legal}"')
    if medical != "none":
        parts.append(f'[[procedures]]\ncode = "dermabrasion"\nby = "{SURGEON}"\non = {on}\nsha256 = "{medical}"')
    if english != "none":
        parts.append(f'[[translations]]\nlanguage = "en"\nby = "{TRANSLATOR}"\non = {on}\nsha256 = "{english}"')
    return "\n".join(parts) + "\n"


def review(**parts: Any) -> Review:
    return parse(review_toml(**parts).encode())


@contextmanager
def at_work(found: Review | None, *, demonstration: bool = False) -> Iterator[Scene]:
    """A practice, a real one by default, with that review."""
    case, clock = example(), Clock(DAYS.set_up)
    authority = Authority.create("Cabinet d’essai", clock.now(), demonstration=demonstration)
    secrets = secrets_of("review")
    with embedded(authority, case, secrets, clock.now(), clock.now, part_one, found) as practice:
        clock.set(DAYS.signed)
        yield Scene(authority, practice, clock, case, handle_of("review"))


def issue(scene: Scene, language: str | None = None) -> PaperFile:
    due = notices_due(scene.case)
    return estimating.issue(scene.practice, scene.case, scene.handle, DAYS.signed, language=language, handed_over=due)


def pages(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


# ---- a practice


def test_without_a_review_a_practice_drafts_and_each_page_says_so() -> None:
    with at_work(None) as scene:
        file = estimating.draft(scene.practice, scene.case, scene.handle, DAYS.signed, language="en")
    assert file.document.notices == (LEGAL, MEDICAL, TRANSLATED)
    for page in pages(file.pdf):
        assert f"{LEGAL} · {MEDICAL} · {TRANSLATED}" in page
        assert "Démonstration" not in page


def test_without_a_review_it_does_not_issue_and_is_told_what_to_have_reviewed() -> None:
    with at_work(None) as scene, pytest.raises(NotPermitted) as refused:
        issue(scene, "en")
    told = str(refused.value)
    assert refused.value.exit_code == 1
    assert "\n" not in told
    assert told.startswith("estimate: may be drafted, not issued: legal wordings, SHA-256 ")
    for digest in (reviewing.wordings_sha256(wording.all()), ENTRY.sha256, catalogue("en").sha256):
        assert digest in told


def test_with_every_word_reviewed_it_issues_and_no_page_says_otherwise() -> None:
    with at_work(review()) as scene:
        file = issue(scene, "en")
    assert file.document.notices == ()
    assert not [word for word in (LEGAL, MEDICAL, TRANSLATED) for page in pages(file.pdf) if word in page]


def test_a_language_that_nobody_read_over_is_refused_and_french_alone_is_not() -> None:
    with at_work(review(english="none")) as scene:
        with pytest.raises(NotPermitted, match="translation en, SHA-256") as refused:
            issue(scene, "en")
        assert "legal wordings" not in str(refused.value)
        assert "medical facts" not in str(refused.value)
        assert issue(scene).document.notices == ()


@pytest.mark.parametrize("kind", ["data-notice", "distance-notice", "aftercare", "withdrawal"])
def test_no_notice_is_sealed_either(kind: Any) -> None:
    with at_work(review(medical="none")) as scene, pytest.raises(NotPermitted, match=f"^{kind}: .*dermabrasion"):
        informing.notice(scene.practice, kind, scene.case, scene.handle, DAYS.signed)


def test_no_consent_form_is_drawn_either(life: Life) -> None:
    real = dataclasses.replace(life.scene.practice, demonstration=False)
    with pytest.raises(NotPermitted, match=r"^consent: may be drafted, not issued: legal wordings"):
        consenting.draw(real, life.accepted, handle_of("consent"), DAYS.consented)
    with pytest.raises(NotPermitted, match="sixteenth day"):  # before the gate, that is what is said
        consenting.draw(real, life.received, handle_of("consent"), DAYS.received)


# ---- a word changed after the review


def changed_by_one_letter() -> tuple[wording.Wording, ...]:
    first, *others = wording.all()
    return (dataclasses.replace(first, text=first.text.replace("e", "é", 1)), *others)


def test_on_the_eve_it_was_reviewed_and_one_letter_later_it_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    read = review()
    with at_work(read) as scene:
        assert issue(scene).document.notices == ()
        new = reviewing.wordings_sha256(changed_by_one_letter())
        monkeypatch.setattr(reviewing, "_shipped_wordings", lambda: new)
        with pytest.raises(NotPermitted) as refused:
            issue(scene)
    old = read.wordings
    assert old is not None
    assert f"legal wordings, SHA-256 {new}: changed since the review, which was of {old.sha256}" in str(refused.value)


@pytest.mark.parametrize("field", ["id", "status", "cite", "text"])
def test_whatever_is_printed_of_a_wording_is_in_its_digest(field: str) -> None:
    first, *others = wording.all()
    other = dataclasses.replace(first, **{field: "M" if field == "status" else f"{getattr(first, field)}X"})
    assert other != first
    assert reviewing.wordings_sha256((other, *others)) != reviewing.wordings_sha256(wording.all())


def test_the_order_of_the_files_is_not() -> None:
    assert reviewing.wordings_sha256(reversed(wording.all())) == reviewing.wordings_sha256(wording.all())


def test_a_medical_fact_changed_by_one_letter_is_refused() -> None:
    first, *others = ENTRY.effects
    other = msgspec.structs.replace(ENTRY, effects=(msgspec.structs.replace(first, name=f"{first.name}s"), *others))
    read, case = review(), example()
    assert reviewing.unreviewed(read, case, "en", DAYS.signed) == ()
    assert reviewing.unreviewed(read, case, "en", DAYS.signed, load.finder([other])) == (MEDICAL,)


def test_a_translation_changed_by_one_letter_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    other = dataclasses.replace(catalogue("en"), sha256="0" * 64)
    monkeypatch.setattr(reviewing, "catalogue", lambda language: other)
    assert reviewing.unreviewed(review(english=catalogue("en").sha256), example(), "en", DAYS.signed) == (TRANSLATED,)


@pytest.mark.parametrize(
    ("day", "held"), [(datetime(2026, 10, 1, 21, 59, tzinfo=UTC), False), (datetime(2026, 10, 1, 22, tzinfo=UTC), True)]
)
def test_a_review_holds_from_its_day_in_paris_on(day: datetime, held: bool) -> None:
    told = reviewing.unreviewed(review(on="2026-10-02"), example(), None, day)
    assert told == (() if held else (LEGAL, MEDICAL))


def test_a_name_or_a_day_that_is_missing_is_no_review() -> None:
    nameless = parse(review_toml().replace(JURIST, "").encode())
    undated = parse(review_toml().replace("on = 2026-10-01\n", "").encode())
    assert reviewing.unreviewed(nameless, example(), "en", DAYS.signed) == (LEGAL,)
    assert reviewing.unreviewed(undated, example(), "en", DAYS.signed) == (LEGAL, MEDICAL, TRANSLATED)


# ---- a demonstration


def test_a_demonstration_issues_and_each_page_says_that_nobody_reviewed_it(life: Life) -> None:
    for page in pages(life.sent.pdf):
        assert f"Démonstration · {LEGAL} · {MEDICAL}" in page


def test_a_demonstration_with_a_review_only_says_that_it_is_one() -> None:
    with at_work(review(medical="0" * 64), demonstration=True) as scene:
        file = issue(scene)
    for page in pages(file.pdf):
        assert f"Démonstration · {MEDICAL}" in page
        assert LEGAL not in page


# ---- bad files

GOOD = review_toml()
BAD: dict[str, tuple[bytes, str]] = {
    "no UTF-8": (b'schema = "\xff"', "not UTF-8 at byte 10"),
    "no TOML": (b"schema = ", "not TOML: "),
    "empty": (b"", "/schema: missing"),
    "another schema": (GOOD.replace("review/1", "review/2").encode(), "/schema: "),
    "unknown key": (GOOD.replace("[wordings]", '[wordings]\nsigned = "yes"').encode(), "/wordings/signed: unknown"),
    "unknown part": (GOOD.encode() + b"[stamp]\n", "/stamp: unknown field"),
    "no digest": (GOOD.replace(f'sha256 = "{ENTRY.sha256}"', "").encode(), "/procedures/0/sha256: missing"),
    "a short digest": (GOOD.replace(ENTRY.sha256, "abc").encode(), "/procedures/0/sha256: must be "),
    "a digest in capitals": (GOOD.replace(ENTRY.sha256, "A" * 64).encode(), "/procedures/0/sha256: must be "),
    "a day of no calendar": (GOOD.replace("2026-10-01", "2026-02-30").encode(), "not TOML: "),
    "a day as text": (GOOD.replace("on = 2026-10-01", 'on = "tomorrow"').encode(), "/wordings/on: not a date"),
    "an hour": (GOOD.replace("on = 2026-10-01", "on = 2026-10-01T10:00:00Z").encode(), "/wordings/on: must be "),
    "the same twice": (
        GOOD.encode() + GOOD[GOOD.index("[[trans") :].encode(),
        "/translations/1: 'en' is reviewed twice",
    ),
    "turned text": (GOOD.replace(JURIST, "Me \\u202eruD").encode(), "/wordings/by: character U+202E"),
    "a long name": (GOOD.replace(JURIST, "A" * 161).encode(), "/wordings/by: must have at most 160"),
    "too large": (b"#" * 100_001, "larger than 100000 bytes"),
    "deep": (b"a = " + b"[" * 20_000, "not TOML|nested too deeply"),
    "a number without end": (b"a = " + b"9" * 5_000, "not TOML: "),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_one_clear_line(name: str) -> None:
    data, why = BAD[name]
    with pytest.raises(InputError) as refused:
        parse(data, "review.toml")
    told = str(refused.value)
    assert told.startswith(tuple(f"review.toml: {word}" for word in why.split("|"))), told
    assert len(told.splitlines()) == 1
    assert len(told) < 400


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60), st.integers(0, len(GOOD)))
def test_any_bytes_are_a_review_or_refused(junk: bytes, place: int) -> None:
    data = GOOD.encode()
    for attempt in (junk, data[:place] + junk + data[place:]):
        try:
            told = ""
            parse(attempt)
        except InputError as refused:
            told = str(refused)
        assert len(told.splitlines()) <= 1
