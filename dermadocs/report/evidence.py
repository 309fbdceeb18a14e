"""How a person signed, in words: the level that the evidence supports, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dermadocs.report.voice import Voice, instant
from dermadocs.report.words import CHANNELS, CODES, GESTURES, LEVELS, WAYS


def level(told: str, voice: Voice) -> str:
    """The level in words; empty where none is told."""
    return voice(LEVELS[told]) if told in LEVELS else ""


def supports(evidence: Mapping[str, Any], voice: Voice) -> tuple[str, ...]:
    """What a signature rests on, in the order in which it happened; nothing for a lasting certificate but its name."""
    return tuple(_supports(evidence, voice))


def _supports(told: Mapping[str, Any], voice: Voice) -> Iterator[str]:
    gesture, code, reading = (_part(told, name) for name in ("gesture", "code", "reading"))
    kind, channel, way = str(gesture.get("kind")), str(told.get("channel")), str(told.get("mention"))
    if kind == "certificate":
        yield voice(GESTURES[kind])
        return
    if channel in CHANNELS:
        yield voice(CHANNELS[channel])
    if told.get("present"):
        yield voice("en présence de {name}, du cabinet", name=told["present"])
    if told.get("link"):
        yield voice("lien personnel envoyé à {to}", to=told["link"])
    if str(code.get("channel")) in CODES:
        at = instant(code.get("checked_at"))
        when = voice.moment(at) if at else "—"
        yield voice(CODES[code["channel"]], to=code.get("sent_to"), when=when)
    if reading:
        yield voice("texte lu à l’écran, langue « {language} »", language=reading.get("language"))
    if way in WAYS:
        yield voice(WAYS[way])
    if kind in GESTURES:
        yield voice(GESTURES[kind], count=gesture.get("count"), host=gesture.get("rp_id"))
    if kind == "passkey":
        yield _enrolment(told.get("enrolment"), voice)


def _enrolment(told: Any, voice: Voice) -> str:
    if told == "not checked":
        return voice("enregistrement de cette clé non vérifié : il figure au dossier de preuve")
    if not isinstance(told, Mapping):
        return voice("clé non enregistrée : rien ne dit à qui elle est")
    if told.get("identity_seen_by"):
        return voice(
            "clé enregistrée par {by}, identité vue par {seen}", by=told.get("by"), seen=told["identity_seen_by"]
        )
    return voice("clé enregistrée par {by}, à distance : personne n’a vu l’identité", by=told.get("by"))


def _part(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = told.get(name)
    return value if isinstance(value, Mapping) else {}
