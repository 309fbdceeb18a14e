"""What is wrong with a form, field by field: every place that a record refuses, not only the first one.

A field of a form is named by the JSON pointer of the value that it becomes; so a refusal of the codec finds its field.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, get_args, get_origin

import msgspec

from dermadocs import telling
from dermadocs.domain.facts import text_fault
from dermadocs.domain.jsonform import convert
from dermadocs.errors import InputError
from dermadocs.report.voice import Voice


def faults(raw: Any, kind: Any, pointer: str = "") -> dict[str, str]:
    """By pointer, why plain values are no record of `kind`; empty when they are one."""
    return dict(_faults(json.loads(json.dumps(raw)), kind, pointer))


def _faults(raw: Any, kind: Any, pointer: str) -> Iterator[tuple[str, str]]:
    record, items = _struct(kind), _items(kind)
    found = False
    if record is not None and isinstance(raw, dict):
        for field in msgspec.structs.fields(record):
            if field.encode_name not in raw:
                continue
            for fault in _faults(raw[field.encode_name], field.type, f"{pointer}/{field.encode_name}"):
                found = True
                yield fault
    elif items is not None and isinstance(raw, list):
        for index, one in enumerate(raw):
            for fault in _faults(one, items, f"{pointer}/{index}"):
                found = True
                yield fault
    if not found:
        yield from _whole(raw, kind, pointer)


def _whole(raw: Any, kind: Any, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(raw, str) and raw and (fault := text_fault(raw)):
        yield pointer, fault
        return
    try:
        convert(raw, kind, "/")
    except InputError as problem:
        yield f"{pointer}{problem.where}" if problem.where != "/" else pointer, problem.why


def _struct(kind: Any) -> type[msgspec.Struct] | None:
    """The record in a type: itself, or what may be null."""
    for one in (kind, *get_args(kind)):
        if isinstance(one, type) and issubclass(one, msgspec.Struct):
            return one
    return None


def _items(kind: Any) -> Any:
    """Of a sequence of records, their type."""
    for one in (kind, *get_args(kind)):
        if get_origin(one) is tuple:
            return get_args(one)[0]
    return None


def told(say: Voice, why: str) -> str:
    """A refusal of the codec in the words of a page; else as the program says it everywhere."""
    for pattern, words in _words(say):
        if found := re.match(pattern, why):
            return words.format(**found.groupdict())
    return telling.told(why, say.language).text


def _words(say: Voice) -> tuple[tuple[str, str], ...]:
    """What a refusal begins with, and what a page says; the first that fits counts."""
    return (
        (r"missing|must not be empty|must be .*, is null", say("À remplir.")),
        (r"not a date|the year", say("Écrivez une date, année de 1900 à 2199.")),
        (
            "neither e-mail nor phone",
            say("Donnez une adresse e-mail ou un numéro de téléphone : il en faut un pour vous répondre."),
        ),
        (
            "not Latin",
            say("Écrivez ce nom en lettres latines, comme sur le passeport ; l’autre écriture a sa propre ligne."),
        ),
        ("larger than 20 MB", say("Ce fichier dépasse 20 Mo. Réduisez-le, puis joignez-le.")),
        ("too often", say("Cinq messages sont déjà partis vers cette personne en un jour : appelez-la plutôt.")),
        ("ending", say("Ce genre de fichier ne se joint pas. Donnez un PDF, une image, un texte ou un message.")),
        (".*e-mail address", say("Écrivez une adresse e-mail entière, comme nom@exemple.org.")),
        (".*phone number", say("Écrivez le numéro avec l’indicatif du pays, comme +33 4 65 71 01 47.")),
        (r"must have at most (?P<most>\d+) characters", say("Au plus {most} caractères.")),
        (r"must have at least (?P<least>\d+) (characters|items)", say("Au moins {least}.")),
        (r"must be at most (?P<most>\d+)", say("Au plus {most}.")),
        (r"must be at least (?P<least>\d+)", say("Au moins {least}.")),
        ("an amount is|write the price once", say("Écrivez un montant en euros, comme 750,00.")),
        ("a VAT rate is", say("Écrivez un taux, comme 20,0.")),
        (".*is not one of the allowed values", say("Choisissez dans la liste.")),
        ("must be int", say("Écrivez un nombre entier.")),
        ("must be", say("Cette forme ne convient pas.")),
    )
