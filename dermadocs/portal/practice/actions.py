"""What may be done next on a dossier, by whom: the buttons of its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from dermadocs.domain.dossier import may
from dermadocs.domain.enrolment import enrolments
from dermadocs.domain.events import Act
from dermadocs.domain.state import State
from dermadocs.domain.transitions import ALIVE, BEFORE_ACT
from dermadocs.flows import arriving, bundling, questioning
from dermadocs.flows.kept import CASE, Kept
from dermadocs.portal.practice.papers import IN_THE_ROOM
from dermadocs.portal.practice.passkeys import waiting
from dermadocs.portal.practice.standing import next_step, to_be_signed
from dermadocs.portal.roles import Right
from dermadocs.report.voice import Voice


@dataclass(frozen=True)
class Action:
    """One button: where it leads, what it says. `opens`: the first lawful instant; until then it is shown closed."""

    address: str
    words: str
    primary: bool = False
    opens: datetime | None = None
    why: str = ""
    """Of a closed one: the article or the reason."""


def available(kept: Kept, rights: frozenset[Right], now: datetime, say: Voice | None = None) -> tuple[Action, ...]:
    """The actions that a role sees on a dossier, the next one first; what the gate keeps shut is shown closed."""
    return tuple(_Buttons(kept, rights, max(now, kept.dossier.last or now), say or Voice("fr")).all())


class _Buttons:
    """Collects the buttons of one dossier for one role."""

    def __init__(self, kept: Kept, rights: frozenset[Right], now: datetime, say: Voice) -> None:
        self.kept, self.rights, self.now, self.say = kept, rights, now, say
        self.state, self.has_case = kept.dossier.state, CASE in kept.latest

    def all(self) -> list[Action]:
        first = self._next()
        rest = [one for one in self._others() if all(one.address != other.address for other in first)]
        primary = [one for one in first if one.primary][:1]
        return [*primary, *(one for one in first if one not in primary), *rest]

    def _to(self, name: str, words: str, right: Right, *, primary: bool = False) -> list[Action]:
        if right not in self.rights:
            return []
        return [Action(reverse(f"practice:{name}", args=[self.kept.identifier]), words, primary)]

    def _questions(self) -> bool:
        step = next_step(self.kept)
        if step is None or not self.has_case or "medical" not in self.rights:
            return False
        return bool(questioning.asked(self.kept.case, self.kept.entries, self.now, [step]))

    def _next(self) -> list[Action]:
        """The step that comes next, when it is the practice's turn; questions before it come first."""
        asked = self._questions()
        own = self._turn(primary=not asked)
        if not asked or self.state in (State.SENT, State.HANDED_OVER):
            return own
        return [*self._to("answers", self.say("Répondre aux questions de la loi"), "medical", primary=True), *own]

    def _turn(self, *, primary: bool) -> list[Action]:
        """What the state of the dossier waits for."""
        if self.state is State.INCIDENT:
            return self._incident()
        if self.state is State.REFLECTING and not self._gate_passed():
            return self._shut()
        known = self._steps().get(self.state)
        return self._to(*known, primary=primary) if known else []

    def _steps(self) -> dict[State, tuple[str, str, Right]]:
        """By state, the page of the next step, its words and its right."""
        say = self.say
        write: tuple[str, str, Right] = ("estimate", say("Préparer le devis"), "prepare")
        close: tuple[str, str, Right] = ("close", say("Sceller le dossier"), "sign")
        steps: dict[State, tuple[str, str, Right]] = {
            State.DRAFT: write,
            State.REPLACED: write,
            State.EXPIRED: write,
            State.SIGNED: ("send", say("Envoyer au patient"), "send"),
            State.CONSENTED: ("prepare", say("Clore la préparation"), "sign"),
            State.READY: ("operation", say("Enregistrer le début de l’acte"), "sign"),
            State.PERFORMED: close,
            State.REFUSED: close,
            State.WITHDRAWN: close,
        }
        if to_be_signed(self.kept):
            steps[self.state] = ("sign", say("Signer le devis"), "sign")
        if not self.kept.has("consent"):
            steps[State.ACCEPTED] = ("consent-form", say("Établir le formulaire de consentement"), "sign")
        if self.state is State.ARCHIVED and bundling.due(self.kept, self.now):
            steps[State.ARCHIVED] = ("renew", say("Renouveler l’horodatage du dossier"), "sign")
        return steps

    def _gate_passed(self) -> bool:
        return self.kept.dossier.gate is not None and self.now >= self.kept.dossier.gate

    def _shut(self) -> list[Action]:
        """What the fifteen days keep shut, whoever asks."""
        article = "Code de la santé publique, art. L. 6322-2 et D. 6322-30"
        words = self.say("Acceptation, consentement, paiement")
        return [Action("", words, opens=self.kept.dossier.gate, why=article)]

    def _incident(self) -> list[Action]:
        owed = self.kept.dossier.unlawful > 0
        refund = self._to("refund", self.say("Enregistrer le remboursement"), "prepare", primary=owed)
        settled = self._to("settled", self.say("Dire l’incident réglé"), "medical", primary=not owed)
        return [*refund, *settled] if owed else settled

    def _others(self) -> list[Action]:
        say, state = self.say, self.state
        found: list[Action] = []
        if self.kept.summary.waiting:
            found += self._to("reply", say("Répondre au patient"), "medical")
        if state is State.DRAFT and not self.has_case:
            found += self._to("patient", say("Corriger les données du patient"), "prepare") if self._arrived() else []
        if to_be_signed(self.kept):
            found += self._to("estimate", say("Modifier le devis"), "prepare")
        if state in ALIVE:
            found += self._to("interview", say("Entretien individuel"), "medical")
            found += self._to("identity", say("Identité vue"), "prepare")
            found += self._passkeys() if self.has_case else []
            found += self._to("consultation", say("Consultation"), "medical")
            found += self._to("comprehension", say("Compréhension vérifiée"), "medical")
            found += self._to("answers", say("Répondre aux questions de la loi"), "medical") if self.has_case else []
        found += self._paper_ways() if self.has_case else []
        found += self._to("attach", say("Joindre un fichier"), "prepare")
        if state in ALIVE and self.has_case:
            found += self._to("payment", say("Paiement reçu"), "prepare")
        if self.kept.dossier.held:
            found += self._to("refund", say("Enregistrer le remboursement"), "prepare")
        if state in ALIVE and state is not State.INCIDENT:
            found += self._to("incident", say("Signaler un incident"), "prepare")
        return found

    def _passkeys(self) -> list[Action]:
        """A passkey that somebody made in the room, or one that is enrolled."""
        enrol = self._to("enrol", self.say("Enregistrer une clé d’accès"), "prepare")
        revoke = self._to("revoke", self.say("Révoquer une clé d’accès"), "prepare")
        return [*(enrol if waiting(self.kept) else []), *(revoke if enrolments(self.kept.entries) else [])]

    def _arrived(self) -> bool:
        return arriving.newcomer(self.kept) is not None

    def _paper_ways(self) -> list[Action]:
        """Acts on the estimate that its state allows."""
        say, found = self.say, list[Action]()
        if self.state in IN_THE_ROOM:
            found += self._to("tell", say("Renvoyer un lien ou rappeler"), "send")
        if self.state in (State.SENT, State.HANDED_OVER):
            found += self._to("send", say("Envoyer à nouveau"), "send")
        allowed = (
            (Act.EXPIRE, "expire", say("Enregistrer l’expiration")),
            (Act.REFUSE, "refuse", say("Le patient décline")),
            (Act.WITHDRAW, "withdraw", say("Le patient retire son consentement")),
        )
        for act, name, words in allowed:
            found += self._to(name, words, "send") if self._may(act) else []
        if self.state in BEFORE_ACT:
            found += self._to("replace", say("Remplacer le devis"), "sign")
        if self.state is State.EXPIRED:
            found += self._to("close", say("Sceller le dossier"), "sign")
        return found

    def _may(self, act: Act) -> bool:
        return may(self.kept.dossier, act, self.now).allowed
