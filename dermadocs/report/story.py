"""The plain sentences about one file: what the verdict is, who signed, whether the fifteen days were kept, what to do.

Nothing here knows of pages or pictures; the facts come from the answer, the words from a voice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from dermadocs.report.days import fifteen_days
from dermadocs.report.facts import KEPT, Deed, Facts
from dermadocs.report.reasons import explained
from dermadocs.report.voice import Voice
from dermadocs.report.words import DONE, DONE_OTHER, OTHER_PAPER, PAPERS, UNREADABLE, VERDICTS, act_name

Tone = Literal["valid", "invalid", "undecided"]
_TONES: dict[str, Tone] = {"VALID": "valid", "INVALID": "invalid"}


@dataclass(frozen=True)
class Story:
    """A file in sentences. `word` is the verdict in one word, `headline` says why in one line."""

    tone: Tone
    word: str
    headline: str
    sentences: tuple[str, ...]
    todo: tuple[str, ...]


def story(facts: Facts, voice: Voice) -> Story:
    """The sentences about one file, in one language."""
    word = UNREADABLE if facts.unreadable else VERDICTS.get(facts.text("verdict"), VERDICTS["INDETERMINATE"])
    return Story(
        _TONES.get(facts.text("verdict"), "undecided"),
        voice(word),
        _headline(facts, voice),
        tuple(_sentences(facts, voice)),
        tuple(dict.fromkeys(_todo(facts, voice))),
    )


def _headline(facts: Facts, voice: Voice) -> str:
    if not facts.valid:
        reasons = facts.listed("reasons")
        worst = next((r for r in ("INTERVAL_VIOLATED", "WRONG_SIGNER", "UNTRUSTED") if r in reasons), None)
        return voice(explained(str(worst or (reasons or [""])[0])).means)
    if facts.interval == "PROVEN":
        return voice("Le respect des quinze jours est prouvé.")
    if facts.interval == "SUPPORTED":
        return voice("Le respect des quinze jours est étayé par une horloge indépendante.")
    if facts.interval == "STATED":
        return voice("Les quinze jours ont été respectés, selon l’horloge du cabinet.")
    if facts.kind == "estimate" and facts.missing:
        return voice("Rien n’y est encore accepté.")
    if facts.missing:
        return voice("Toutes les signatures attendues n’y sont pas encore.")
    return voice("Ses signatures tiennent.")


def _sentences(facts: Facts, voice: Voice) -> Iterator[str]:
    yield from _what_it_is(facts, voice)
    yield from _integrity(facts, voice)
    for deed in facts.signatures:
        yield _deed(deed, voice)
    yield from fifteen_days(facts, voice)
    yield from _law(facts, voice)
    if facts.missing:
        names = ", ".join(act_name(voice, name) for name in facts.missing)
        yield voice("Ce fichier ne contient pas : {names}. Lui seul ne dit pas si ces actes ont eu lieu.", names=names)


def _what_it_is(facts: Facts, voice: Voice) -> Iterator[str]:
    if not facts.kind:
        if not facts.unreadable:
            yield voice(
                "Ce fichier n’est pas un document de ce programme : seules ses signatures et son texte sont jugés."
            )
        return
    paper = voice(PAPERS.get(facts.kind, OTHER_PAPER))
    told = {
        "paper": paper,
        "number": facts.data("number"),
        "gross": voice.euros(facts.data("gross")),
        "patient": _patient(facts),
        "practice": facts.data("dossier", "practice", "name"),
    }
    if facts.valid:
        yield voice("C’est {paper}, dossier n° {number} de {patient}, {gross} TTC, du cabinet « {practice} ».", **told)
    else:
        yield voice(
            "Il se présente comme {paper}, dossier n° {number} de {patient}, {gross} TTC, du cabinet « {practice} ».",
            **told,
        )


def _patient(facts: Facts) -> str:
    names = (facts.data("dossier", "patient", "given_names"), facts.data("dossier", "patient", "family_name").upper())
    return " ".join(name for name in names if name)


def _integrity(facts: Facts, voice: Voice) -> Iterator[str]:
    if facts.text("integrity") == "BROKEN":
        yield voice("Les octets ou les mots de ce fichier ne sont plus ceux qui ont été signés.")
    elif facts.text("integrity") == "UNREADABLE" and not facts.unreadable:
        yield voice(
            "Une signature ou un horodatage ne peut pas être vérifié : rien ne dit si tout est tel qu’il a été signé."
        )
    elif facts.text("integrity") == "GOOD" and facts.signatures and facts.kind:
        yield voice("Ses pages et ses données sont celles qui ont été signées.")
    elif facts.text("integrity") == "GOOD" and facts.signatures:
        yield voice("Ses octets sont ceux qui ont été signés.")
    elif facts.text("integrity") == "GOOD":
        yield voice("Personne ne l’a signé.")


def _deed(deed: Deed, voice: Voice) -> str:
    if deed.at is None:
        when = voice("à une date que rien n’établit")
    elif deed.clock is None:
        when = voice(
            "le {moment}, selon une horloge à laquelle rien ne permet de se fier", moment=voice.moment(deed.at)
        )
    else:
        when = voice("le {moment}", moment=voice.moment(deed.at))
    who = deed.signer or voice("un signataire inconnu")
    told = voice(DONE.get(deed.act, DONE_OTHER), who=who, when=when, field=deed.field)
    if deed.passed:
        return told
    if deed.indication == "TOTAL_FAILED":
        return voice("Le fichier affirme : {told} Cette signature ne tient pas, voir les motifs.", told=told)
    return voice("Le fichier affirme : {told} Cette signature n’est pas prouvée, voir les motifs.", told=told)


def _law(facts: Facts, voice: Voice) -> Iterator[str]:
    if facts.law is None or facts.unreadable:
        return
    broken = {f.get("rule") for f in facts.breaches}
    blocking = {f.get("rule") for f in facts.breaches if f.get("severity") == "blocking"}
    if len(blocking) == 1:
        yield voice("Une règle de droit qui interdit ce document est enfreinte ; le verdict sur les signatures reste.")
    elif blocking:
        yield voice(
            "{count} règles de droit qui interdisent ce document sont enfreintes ; le verdict sur les signatures"
            " reste.",
            count=len(blocking),
        )
    elif len(broken) == 1:
        yield voice("Une règle de droit appelle un avertissement.")
    elif broken:
        yield voice("{count} règles de droit appellent un avertissement.", count=len(broken))
    else:
        kept = len({f.get("rule") for f in facts.law if f.get("status") == "PASS"})
        yield voice("Des règles de droit appliquées, {kept} sont respectées et aucune n’est enfreinte.", kept=kept)


def _todo(facts: Facts, voice: Voice) -> Iterator[str]:
    reasons = [str(code) for code in facts.listed("reasons")]
    if reasons == ["INTERVAL_NOT_PROVEN"]:
        yield voice(
            "Demandez une autre preuve de l’heure, ou une nouvelle acceptation : à cet instant près, rien n’est sûr."
        )
    for code in reasons[:6] if reasons != ["INTERVAL_NOT_PROVEN"] else ():
        yield voice(explained(code).do)
    if any(f.get("severity") == "blocking" for f in facts.breaches):
        yield voice("Faites corriger ce que la section « Droit » dit enfreint, par un nouveau document.")
    if facts.missing and facts.valid:
        yield voice("Demandez au cabinet s’il existe une version plus récente, et comparez les empreintes.")
    if facts.valid:
        yield voice("Conservez le fichier tel quel : imprimé ou converti, il ne prouve plus rien.")
        yield voice(
            "Assurez-vous une fois que l’empreinte de l’autorité racine, dans les détails, est celle que le cabinet"
            " donne par téléphone ou sur papier."
        )
    if facts.valid and KEPT.get(facts.interval) == "C":
        yield voice(
            "Si les dates sont contestées, cherchez une preuve qui ne vient pas du cabinet : messages, courriers."
        )
