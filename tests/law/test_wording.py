"""The legal texts: word for word, with article and source, and nothing that must never be printed."""

from __future__ import annotations

import hashlib

import pytest

from dermadocs.domain.facts import text_fault
from dermadocs.law import wording

# SHA-256 of the normalised texts as compared with their sources: a changed comma is a legal matter.
VERBATIM = {
    "CSP_D6322_30": "6347f1abb3f1f13bd42efbfbf1b62acfefbdcc3a421744944bb190a7ed47f6f7",
    "CSP_L6322_2_NOTHING_OBTAINED": "66542f7396e76b9f76dd21cba188b260ac36aba34b21665ecf86037c61b18378",
    "ARR1996_PHRASE_DISPOSITIFS": "36f5033bcf8b9c7ab1ab79d9217d1d552a2381f5258c76d5ec1604fc97d18621",
    "ARR1996_PHRASE_ASSURANCE_MALADIE": "8e19193db36baec2ca2357e4e7da87430e48e031466b2293fd5a6ae86e135139",
    "ARR1996_MENTION_RECEPTION": "6d92a118a85864f14be1efbef3b476d90d955b53d8b1e5acd0cf3f3a1374b0d3",
    "ARR1996_MENTION_ACCEPTATION": "f3cd48438e65bf8c7eed459d06672775c3f99bd14fb5b4f08bf94b6617de5687",
    "CGI_293E_FRANCHISE": "ef7c047f1a2f1751105a1975cd77f60d6fefd6222ea74a06cfb7c2003aa84366",
    "CSP_L1111_2_CONTENT": "721d450f4f68ed74d0988e0cb7953764d6d01b437c5a547cee18e3efce0fa53c",
    "CONSO_L221_18": "676b4db028b3d2f619c16d1d288193f9a8c5903087f79a951706da20c6475fa9",
    "CONSO_L221_28_1": "7d8516b0ce86650eef35175c2f87a8b4c869b13f857c4505b24c38e1f05425a5",
}


@pytest.mark.parametrize(("identifier", "digest"), VERBATIM.items())
def test_a_verbatim_text_is_the_one_compared_with_its_source(identifier: str, digest: str) -> None:
    found = wording.get(identifier)
    assert found.status == "V"
    assert hashlib.sha256(wording.normalise(found.text).encode()).hexdigest() == digest


def test_only_verbatim_texts_may_be_quoted() -> None:
    assert {w.id for w in wording.all() if w.quoted} == set(VERBATIM)
    assert all(w.status == "O" for w in wording.all() if w.id.startswith("OWN_"))


def test_the_article_is_reproduced_whole_in_four_paragraphs() -> None:
    first, second, third, fourth = wording.get("CSP_D6322_30").paragraphs
    assert first.startswith("En application de l'article L. 6322-2, un délai minimum de quinze jours")
    assert second == "Il ne peut être en aucun cas dérogé à ce délai, même sur la demande de la personne concernée."
    assert third.endswith("Cette information est mentionnée sur le devis.")
    assert fourth == "Les dispositions du présent article sont reproduites sur chaque devis."


def test_the_mentions_of_the_arrete() -> None:
    assert wording.get("ARR1996_MENTION_RECEPTION").text == "devis reçu avant l'exécution de la prestation de service"
    assert wording.get("ARR1996_MENTION_ACCEPTATION").text == "devis accepté après réflexion"


def test_every_text_has_article_source_and_rule() -> None:
    assert len({w.id for w in wording.all()}) == len(wording.all())
    for text in wording.all():
        assert text.cite
        assert text.source
        assert text.rule
        for paragraph in text.paragraphs:
            assert text_fault(paragraph) is None, text.id


def test_what_must_never_be_printed_is_nowhere() -> None:
    for text in wording.all():
        plain = wording.normalise(text.text).casefold()
        assert "sept jours" not in plain  # annulled in 1998, contrary to D6322-30 (ARR1996-3-01)
        assert "bon pour accord" not in plain
        assert "arrhes" not in plain
        if "quinze jours" in plain:
            assert "arrêté" not in plain


def test_comparison_ignores_typography_and_nothing_else() -> None:
    assert wording.normalise("l’acte\u00a0: «\u202flot…\u202f»\n") == wording.normalise('l\'acte : " lot... "')
    assert wording.normalise("é") == wording.normalise("e\u0301")
    assert wording.normalise("prestation de services") != wording.normalise("prestation de service")
    assert wording.normalise("Devis") != wording.normalise("devis")


def test_an_unknown_id_is_our_own_mistake() -> None:
    with pytest.raises(KeyError):
        wording.get("NOWHERE")
