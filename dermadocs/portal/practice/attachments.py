"""Files kept beside the papers: by kind and digest, never by name, never opened."""

from __future__ import annotations

from dermadocs.domain.events import Act
from dermadocs.domain.money import parse
from dermadocs.errors import InputError
from dermadocs.flows import casework
from dermadocs.portal.acting import Deed
from dermadocs.portal.practice.fields import Field, Sheet
from dermadocs.portal.practice.standing import Scene
from dermadocs.portal.practice.steps import Given, Step

LARGEST = 20 * 1024 * 1024
SUFFIXES = (".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".txt", ".eml", ".p7s")


def _attachment(scene: Scene) -> Sheet:
    say = scene.say
    kinds = (
        ("questionnaire", say("Questionnaire de santé")),
        ("anaesthesia-consent", say("Consentement à l’anesthésie")),
        ("operation-record", say("Compte rendu opératoire")),
        ("note", say("Note d’honoraires")),
        ("delivery-proof", say("Preuve d’envoi ou de remise")),
        ("other", say("Autre")),
    )
    fields = (
        Field("kind", say("Ce que c’est"), "choice", kinds, initial="questionnaire"),
        Field("file", say("Fichier, 20 Mo au plus"), "file",
              help=say("PDF, image, texte ou message. Son nom n’est pas gardé ; son contenu n’est pas lu.")),
        Field("total", say("D’une note d’honoraires : son total TTC"), "money", required=False,
              help=say("Il est comparé avec le devis.")),
    )  # fmt: skip
    return Sheet(
        say("Joindre un fichier"),
        say("Le fichier est gardé tel quel, sous son empreinte, et part avec le dossier scellé."),
        say("Joindre"), fields, done=say("Le fichier est joint au dossier."),
    )  # fmt: skip


def _attach(_: Scene, given: Given) -> Deed:
    kind, total = given.values["kind"], given.values["total"]
    if not given.file:
        raise InputError("file", "missing")
    if len(given.file) > LARGEST:
        raise InputError("file", "larger than 20 MB")
    if given.suffix not in SUFFIXES:
        raise InputError("file", "ending")
    try:
        amount = parse(total) if total and kind == "note" else None
    except ValueError as problem:
        raise InputError("total", str(problem)) from problem
    return lambda desk, kept: casework.attach(desk, kept, kind, given.file, given.suffix, amount)


STEPS = (Step("attach", "prepare", _attachment, _attach, act=Act.FILE),)
