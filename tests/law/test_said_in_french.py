"""What the law's cards find and ask, what acts refuse and what comes next: all of it has its French."""

from __future__ import annotations

import hashlib
import re
import string
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, get_args

import pytest
import said
from broken_cases import CASES, Changes
from matters import judged, matter, paper
from world import CHECKOUT

from dermadocs import languages, refusals
from dermadocs.domain import jsonform, transitions
from dermadocs.domain.document import Act as Deed
from dermadocs.domain.document import Kind
from dermadocs.domain.events import Act, Channel, Consulted, Paid
from dermadocs.domain.labels import LABELS, NOTICES
from dermadocs.domain.state import State
from dermadocs.errors import Busy, DermadocsError, InputError, LawBreach, NotPermitted
from dermadocs.flows import outlook, questioning, reviewing
from dermadocs.law import citation, papers
from dermadocs.law.clauses import Kind as Clause
from dermadocs.law.engine import Finding
from dermadocs.law.rule import Outcome, Person, Severity, Step, Subject
from dermadocs.refusals import refusal
from dermadocs.sentence import Sentence, say
from dermadocs.telling import PERHAPS, SENTENCES, catalogue, term, told
from signatures import KeyUnavailable

NBSP, NARROW = "\u00a0", "\u202f"
SENTENCE = "the estimate is accepted first"
ELSEWHERE = (
    "signatures/verification.py",
    "signatures/qualified.py",
    "signatures/clock.py",
    "dermadocs/portal/accounts/adapter.py",
    "dermadocs/portal/practice/mail_back.py",
    *(f"dermadocs/flows/proving/{name}.py" for name in ("acts", "bundle", "evidence", "extract", "judging", "paper")),
)
"""Files whose notes are told in French too, though not all of what they say is."""


def tables() -> Iterator[str]:
    """Sentences that stand in tables, not in calls."""
    yield from (why for why, _ in (*transitions.NOT_HERE.values(), *transitions.ENDINGS.values()))
    yield from (following.what for following in outlook.NEXT.values())
    yield from (*papers._NOT_ONE.values(), *refusals.TODO.values(), *reviewing.NOTICES.values(), reviewing.RULE)
    yield from (words for _, words in jsonform._WORDS)
    yield "an instant is in UTC, as 2026-11-02T10:00:00Z"  # a ValueError of events.py, told by msgspec
    yield "need data, signatures, a timeline or a person"
    yield "law: only the beginning of the text was judged, the file is too long"
    yield "law: no card was applied, the file holds no text (a scan or a picture?)"
    yield "the clock ran backwards"
    yield from (
        f"{cite} ({citation.STATUS_WORDS['O']})" for cite in (citation.HOUSE(), citation.HOUSE("bonne pratique"))
    )
    yield "everything: the file could not be read"


def codes() -> Iterator[tuple[str, str]]:
    """Every word of ours for which French stands at a place."""
    yield from (("who", who) for who in (*get_args(Person), *get_args(outlook.Who)))
    yield from ((place, code) for place in ("subject", "subjects") for code in get_args(Subject))
    yield from (("steps", step) for step in get_args(Step))
    yield from (("severity", code) for code in get_args(Severity))
    yield from (("outcome", code.value) for code in Outcome)
    yield from (("sure", words) for words in citation.STATUS_WORDS.values())
    yield from (("state", state.value) for state in State)
    yield from (("act", code) for code in (*(act.value for act in Act), *get_args(Kind), *get_args(Step)))
    yield from (("deed", code) for code in get_args(Deed))
    yield from (("channel", code) for code in get_args(Channel))
    yield from (("clause", code) for code in get_args(Clause))
    yield from (("paper", code) for code in (*get_args(Kind), *(kind for kind, _ in papers._KINDS), "other"))
    yield from (("notice", code) for code in NOTICES)
    yield from ((place, code) for place in ("anaesthesia", "capacity") for code in LABELS[place])
    yield from (("purpose", code) for code in get_args(Paid.__annotations__["purpose"]) if code)
    yield from (("form", words) for _, words in jsonform._FORMS)
    yield from (("given", code) for code in ("neither", "both"))


def both(text: str) -> str:
    """The French of a sentence as it was made, and as it is read back from its English: one and the same."""
    made, read = told(text), told(str.__str__(text))
    assert made.language == "fr", text
    assert made == read, text
    return made.text.replace(NBSP, " ").replace(NARROW, " ")


def test_every_sentence_of_the_source_has_its_french() -> None:
    every = said.every()
    assert len(every) > 800
    put_together = [one.where for one in every if one.template is None]
    assert [where for where in put_together if not where.startswith("domain/jsonform.py")] == []
    assert len(put_together) == 1, "the one that is cut"
    nouns = catalogue().terms["thing"]
    missing = [one for one in every if one.template and not {one.template} & {*catalogue().sentences, *nouns}]
    assert missing == []


@pytest.mark.parametrize("sentence", [*tables()])
def test_every_sentence_of_a_table_has_its_french(sentence: str) -> None:
    assert sentence in catalogue().sentences


def bare(template: str) -> str:
    """A template whose places have no names: `signatures` writes f-strings."""
    return re.sub(r"\{[^}]*\}", "{}", template)


def test_what_keys_clocks_and_fields_refuse_has_its_french() -> None:
    known = set(map(bare, catalogue().sentences))
    assert len(said.of_keys()) > 30
    assert [text for text in said.of_keys() if bare(text) not in known] == []
    wrong = KeyUnavailable("key file k.p12: wrong password, or not a PKCS#12 file; not tried again")
    assert refusal(wrong).why.text.replace(NBSP, " ").startswith("fichier de clé k.p12 : mot de passe faux")
    assert refusal(wrong).todo.text == "rien n’a été signé\u202f; voyez la clé et son certificat"


def test_every_code_has_its_french() -> None:
    assert [(place, code) for place, code in codes() if term(place, code).language != "fr"] == []
    assert term("who", "manager").text == "responsable du cabinet"
    assert term("who", "manager", "en") == ("manager", "en")
    assert term("act", "Practitioner1") == ("Practitioner1", "en")


def test_nothing_in_the_catalogues_is_said_by_nobody() -> None:
    known = {one.template for one in said.every()} | set(tables())
    of_keys = set(map(bare, said.of_keys()))
    known |= {template for template in catalogue().sentences if bare(template) in of_keys}
    texts = "\n".join((CHECKOUT / name).read_text("utf-8") for name in ELSEWHERE)
    for template in set(catalogue().sentences) - known:
        pieces = [words for words, *_ in string.Formatter().parse(template) if len(words) > 3]
        assert pieces, template
        assert [words for words in pieces if words.removeprefix("law: ") not in texts] == [], template


def test_a_translation_keeps_places_figures_and_ids() -> None:
    for english, french in catalogue().sentences.items():
        for pattern in (r"\{(\w+)", r"\b[A-Z]+\d*(?:-[A-Z0-9]+)*-\d+\b", r"`[^`{]*`", r"\w+\.(?:json|toml)\b"):
            assert set(re.findall(pattern, english)) == set(re.findall(pattern, french)), english
        bare = [re.sub(r"\{[^}]*\}", "", text) for text in (english, french)]
        assert sorted(re.findall(r"\d+", bare[0])) == sorted(re.findall(r"\d+", bare[1])), english
    for terms in catalogue().terms.values():
        for english, french in terms.items():
            assert sorted(re.findall(r"\d+", english)) == sorted(re.findall(r"\d+", french)), english


def test_the_french_is_typeset_as_elsewhere() -> None:
    for french in (*catalogue().sentences.values(), *(t for some in catalogue().terms.values() for t in some.values())):
        prose = re.sub(r"`[^`]*`|pip install '.*'", "", french)
        assert "'" not in prose, french
        assert "  " not in french
        assert not re.search(r"[^\s][?;!»]| [:?;!»€%]|« ", prose.replace("(?", "")), french
        assert not prose.endswith("."), french


def samples(template: str) -> dict[str, Any]:
    """A value for each place of a template, as the program could put it there."""
    values: dict[str, Any] = {}
    for _, name, form, _ in string.Formatter().parse(template):
        if name in SENTENCES:
            values[name] = SENTENCE
        elif name in catalogue().terms:
            values[name] = ", ".join([*catalogue().terms[name]][:2]) if name in ("thing", "subjects", "steps") else None
            values[name] = values[name] or next(iter(catalogue().terms[name]))
        elif form and "%" in form:
            values[name] = datetime(2026, 11, 27, 8, 5, tzinfo=UTC)
        elif form == "04X":
            values[name] = 0xFFFE
        elif name is not None:
            rate = name.endswith(("rate", "amount", "typed"))
            values[name] = 19.6 if form == "g" else "750.00" if rate else "2026-11-27" if name in PERHAPS else "Zoé"
    return values


@pytest.mark.parametrize("template", sorted(t for t in catalogue().sentences if "{" in t))
def test_a_sentence_is_read_back_from_its_english(template: str) -> None:
    sentence = say(template, **samples(template))
    french = both(sentence)
    assert "{" not in french
    if template != "{what}; {cure}":
        assert both(say("{what}; {cure}", what=sentence, cure="correct the date")).startswith(french)
        assert both(say("{who}: {what}", who="lawyer", what=sentence)) == f"juriste : {french}"


@pytest.mark.parametrize("changes", [broken for _, broken, _, _ in CASES])
def test_whatever_is_found_in_a_broken_case_is_told_in_french(changes: Changes) -> None:
    for finding in judged(matter(changes)):
        both(finding.message)
        both(finding.citation) if finding.sure != "V" else None


def test_whatever_is_found_on_a_paper_of_others_is_told_in_french() -> None:
    text = "Devis n° 3 du 2 novembre 2026. Dermabrasion. Acompte : 300 €. Total TTC 1 500,00 € dont TVA 5,5 %. Dr Petit"
    for finding in judged(paper(text)):
        both(finding.message)


def test_a_finding_in_words() -> None:
    found = {one.rule: both(one.message) for one in judged(matter({"/estimate/totals/gross": "1250.00"})) if one.blocks}
    assert found["PRICE-02"] == "1 250,00 €, mais les lignes font 1 500,00 € ; écrivez 1500.00 ou corrigez les lignes"
    assert (
        both(say("the offer ended on {valid_until}", valid_until="2026-12-01"))
        == "l’offre a pris fin le 1er décembre 2026"
    )


def test_words_of_others_stay_as_they_are() -> None:
    quoted = "« {who}: a deposit was taken; refund it, 2026-11-27 »"
    french = both(say("{clause}: {quoted}", clause="deposit", quoted=quoted))
    assert french == f"acompte : {quoted}"
    assert both(say("no practitioner has the id {identifier!r}", identifier="it's")).endswith("« it's »")


def test_what_nobody_knows_is_told_as_it_stands() -> None:
    for text in ("something new", "something {0} new", "", "manager: something new", "{what}; {cure}"):
        assert told(text) == (text, "en")
    assert told(say("something {new}", new="here")) == ("something here", "en")
    assert told("a deposit was taken", "en") == ("a deposit was taken", "en")
    assert told(say("{what}; {cure}", what="a deposit was taken", cure="something new")).language == "en"


@pytest.mark.parametrize("text", ["a; " * 1000, "x: " * 900, ", " * 1500, "is " * 900, "a" * 100_000, "« " * 1400])
def test_a_text_that_is_made_to_be_read_in_many_ways_costs_little(text: str) -> None:
    start = time.process_time()
    assert told(text).language == "en"
    assert time.process_time() - start < 3


def test_a_sentence_is_its_english_text() -> None:
    sentence = say("the offer ended on {valid_until}", valid_until="2026-12-01")
    assert sentence == "the offer ended on 2026-12-01"
    assert isinstance(sentence, Sentence)
    assert {sentence: 1}["the offer ended on 2026-12-01"] == 1


def test_the_digest_of_a_question_is_that_of_its_english() -> None:
    """Answers on file name questions by it: not one letter may move."""
    text = "practitioner: is the sheet F-1, version 2.1, in the same hand-over as the estimate?"
    asked = next(f for f in judged(matter()) if f.rule == "CSP-L6322-2-01" and f.outcome is Outcome.ASK)
    assert re.fullmatch(
        r"practitioner: is the sheet .+, version .+, in the same hand-over as the estimate\?", asked.message
    )
    plain = Finding(**{**vars(asked), "message": text})
    digest = "\0".join((asked.rule, asked.where, text)).encode()
    assert questioning.digest(plain) == hashlib.sha256(digest).hexdigest()
    assert questioning.digest(asked) == questioning.digest(
        Finding(**{**vars(asked), "message": str.__str__(asked.message)})
    )


def test_french_never_stands_beside_french_on_papers() -> None:
    assert "fr" not in languages.offered()


def test_a_refusal_for_a_page() -> None:
    shown = refusal(NotPermitted("accept", "it is already accepted", "ARR1996-2-10"))
    assert (shown.about.text, shown.why.text, shown.rule) == ("acceptation", "il est déjà accepté", "ARR1996-2-10")
    assert shown.todo == told("nothing was recorded; see what comes next in the dossier")
    breach = refusal(
        LawBreach("/estimate/lines", say("{what}; {cure}", what="a deposit", cure="refund it first"), "X-1")
    )
    assert (breach.about.text, breach.rule) == ("/estimate/lines", "X-1")
    assert (breach.why.text, breach.todo.text) == ("un acompte", "remboursez-le d’abord")


def test_a_refusal_without_french_hides_nothing() -> None:
    for error in (NotPermitted("redact x", "something new", "R-1"), Busy("something new"), ValueError("something new")):
        assert refusal(error).why == ("something new", "en")
        assert refusal(error).todo.language == "fr"
    assert refusal(InputError("/a", "missing"), "en").why == ("missing", "en")


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{", b'{"schema":1.5}', b'{"a":1,"a":2}', b"\xff", b"[" * 40 + b"]" * 40]
)
def test_a_file_that_is_none_is_refused_in_french(data: bytes) -> None:
    with pytest.raises(DermadocsError) as refused:
        jsonform.decode(data, Consulted, "entry")
    assert refusal(refused.value).why.language == "fr"
