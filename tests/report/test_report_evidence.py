"""How a person signed, in the words of a report: what supports the level, and what weakens it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from dermadocs.domain.evidence import BY_CERTIFICATE, Code, Evidence, Part, Passkey, Reading, at_practice
from dermadocs.domain.jsonform import builtins
from dermadocs.report.evidence import level, supports
from dermadocs.report.voice import Language, Voice

DIGEST = "a" * 64
KEY = Passkey(credential=DIGEST, public_key=DIGEST, origin="https://a.example", rp_id="a.example", enrolment=DIGEST)
SEEN = {"at": "2026-11-03T09:00:00Z", "by": "L. Roux", "identity_seen_by": "Dr A"}


def told(evidence: Evidence, enrolment: Any = None, language: Language = "fr") -> str:
    words = supports({**builtins(evidence), "enrolment": enrolment}, Voice(language))
    return " ; ".join(words).replace("\u00a0", " ").replace("\u202f", " ")


def test_at_the_practice_and_by_certificate() -> None:
    assert told(at_practice("L. Roux", "dictated")) == (
        "sur une machine du cabinet ; en présence de L. Roux, du cabinet ; mention dictée"
    )
    assert told(BY_CERTIFICATE) == "certificat durable du signataire"


def test_a_code_by_e_mail_is_said_to_be_weaker() -> None:
    checked = datetime(2026, 11, 6, 19, 58, tzinfo=UTC)
    code = Code(channel="email", sent_to="j•••@e•••.fr", checked_at=checked)
    reading = Reading(language="en", sha256=DIGEST, parts=(Part(section="medical", language="en"),))
    words = told(Evidence(channel="online", link="j•••@e•••.fr", code=code, mention="pasted", reading=reading))
    assert words == (
        "en ligne ; lien personnel envoyé à j•••@e•••.fr ; code à usage unique envoyé par courriel à j•••@e•••.fr,"
        " vérifié le vendredi 6 novembre 2026 à 20:58 (heure de Paris) (plus faible : le lien y arrive aussi) ;"
        " texte lu à l’écran, langue « en » ; mention collée"
    )


@pytest.mark.parametrize(
    ("enrolment", "french", "english"),
    [
        (SEEN, "clé enregistrée par L. Roux, identité vue par Dr A", "key enrolled by L. Roux, identity seen by Dr A"),
        ({**SEEN, "identity_seen_by": None}, "à distance : personne n’a vu l’identité", "nobody saw the identity"),
        (
            "not checked",
            "non vérifié : il figure au dossier de preuve",
            "not checked: it stands in the evidence bundle",
        ),
        (None, "clé non enregistrée : rien ne dit à qui elle est", "key not enrolled: nothing says whose it is"),
    ],
)
def test_a_passkey_and_whose_it_is(enrolment: Any, french: str, english: str) -> None:
    evidence = Evidence(channel="online", gesture=KEY)
    assert french in told(evidence, enrolment)
    assert english in told(evidence, enrolment, "en")
    assert "a.example" in told(evidence, enrolment)


@pytest.mark.parametrize(
    "broken",
    [{}, {"gesture": "x"}, {"gesture": {"kind": []}}, {"channel": [], "mention": {}}, {"code": {"channel": []}}],
)
def test_an_answer_of_another_version_is_no_crash(broken: dict[str, Any]) -> None:
    assert isinstance(supports(broken, Voice("fr")), tuple)
    assert level("from a later version", Voice("fr")) == ""


def test_levels_in_words() -> None:
    assert level("advanced, claimed", Voice("fr")) == "niveau avancé, revendiqué par le cabinet"
    assert level("simple", Voice("en")) == "simple level"
