"""What messages say: in every language of the room, nothing of whom, of what, or of health."""

from __future__ import annotations

import pytest

from dermadocs.languages import key, surface_catalogue
from dermadocs.portal.messages import texts

FORBIDDEN = ("médic", "medic", "chirurg", "surg", "devis", "estimate", "consent", "patient", "soin", "care", "opér", "operat",
             "intervention", "clini", "santé", "health", "docteur", "doctor", "cabinet", "practice", "signature",
             "جراح", "طبي", "علاج", "مريض", "عملية", "موافقة", "عيادة")  # fmt: skip
LANGUAGES = ("fr", "en", "ar")
KINDS = sorted(texts.TEXTS)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_message_is_translated(language: str) -> None:
    known = surface_catalogue("room", language).sentences
    assert not [one for one in texts.SENTENCES if key(one) not in known]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_message_names_nobody_nothing_and_no_illness(kind: str, language: str) -> None:
    values = {"link": "https://portal/x"} if texts.TEXTS[kind].link else {"sha256": "ab" * 32}  # type: ignore[index]
    subject, body = texts.email(kind, language, **values)  # type: ignore[arg-type]
    said = f"{subject} {body} {texts.short(kind, language, **values)}".lower()  # type: ignore[arg-type]
    assert not [word for word in FORBIDDEN if word in said]
    assert "\n" not in subject
    assert "http" not in subject


@pytest.mark.parametrize("kind", KINDS)
def test_language_that_no_message_speaks_is_told_in_french(kind: str) -> None:
    values = {"link": "l"} if texts.TEXTS[kind].link else {"sha256": "s"}  # type: ignore[index]
    assert texts.email(kind, "pt", **values) == texts.email(kind, "fr", **values)  # type: ignore[arg-type]
