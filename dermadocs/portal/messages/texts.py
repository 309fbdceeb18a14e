"""What a message says, in the patient's language: no name, no act, no word of health, in no part of it.

The practice is not named either: its name may be a surgeon's, or say what it treats. Who gets the message knows whom
they gave their address to. Keys of translations in `locale/<language>/room-messages.po`.
"""

from __future__ import annotations

from dataclasses import dataclass

from dermadocs.domain.message import Kind
from dermadocs.portal.speech import voice


@dataclass(frozen=True)
class Text:
    """A message in French: as e-mail, and as the short message of whoever has no e-mail address."""

    subject: str
    body: str
    short: str
    link: bool = True


_LINK = (
    "{link}\n\nCe lien est personnel et ne sert qu’une fois. "
    "S’il a expiré, la page qui s’ouvre vous en envoie un autre."
)
_WHY = (
    "Vous recevez ce message parce que cette adresse nous a été donnée pour vous écrire. "
    "Si ce n’est pas vous, ignorez-le."
)

TEXTS: dict[Kind, Text] = {
    "invitation": Text(
        "Des documents vous attendent",
        "Bonjour,\n\nDes documents vous attendent. Vous les ouvrez ici :",
        "Des documents vous attendent : {link}",
    ),
    "opened": Text(
        "Votre dossier : une étape est ouverte",
        "Bonjour,\n\nLe délai est passé. Rien ne presse : vous pouvez dire oui, dire non, ou attendre. "
        "Votre dossier s’ouvre ici :",
        "Le délai est passé, rien ne presse. Votre dossier : {link}",
    ),
    "reminder": Text(
        "Des documents vous attendent encore",
        "Bonjour,\n\nDes documents vous attendent encore. Vous les ouvrez ici :",
        "Des documents vous attendent encore : {link}",
    ),
    "answer": Text(
        "Une réponse à votre question",
        "Bonjour,\n\nUne réponse à votre question vous attend. Vous la lisez ici :",
        "Une réponse à votre question vous attend : {link}",
    ),
    "digest": Text(
        "Empreinte à conserver",
        "Bonjour,\n\nConservez ce message. "
        "Voici l’empreinte (SHA-256) du fichier qui vient d’être scellé dans votre dossier :\n\n"
        "{sha256}\n\nElle permet de prouver plus tard que ce fichier n’a pas changé.",
        "À conserver, empreinte SHA-256 du fichier qui vient d’être scellé : {sha256}",
        link=False,
    ),
}
SENTENCES = (_LINK, _WHY, *(s for text in TEXTS.values() for s in (text.subject, text.body, text.short)))


def email(kind: Kind, language: str, **values: str) -> tuple[str, str]:
    """Subject and body."""
    say, text = voice("room", language), TEXTS[kind]
    parts = [say(text.body, **values), *([say(_LINK, **values)] if text.link else []), say(_WHY)]
    return say(text.subject), "\n\n".join(parts) + "\n"


def short(kind: Kind, language: str, **values: str) -> str:
    """The text of a short message."""
    return voice("room", language)(TEXTS[kind].short, **values)
