"""The words of the console that stand for codes: groups, states, papers, marks. French; keys of the translations."""

from __future__ import annotations

from dermadocs.domain.events import Act
from dermadocs.domain.state import State

DOORS = ("Dossiers", "Courrier", "Messages", "Registres", "Cabinet", "Comptes")
"""At the top of each page (`doors.py`)."""

GROUPS = {
    "practice": "Le cabinet doit agir",
    "patient": "Le patient a la main",
    "nobody": "Rien à faire avant une date",
}
"""By whose turn it is."""

TASKS = {
    State.DRAFT: "Rédiger le devis, puis l’émettre",
    State.SIGNED: "Envoyer devis et notices",
    State.ACCEPTED: "Préparer le formulaire de consentement",
    State.CONSENTED: "Préparer le jour de l’acte",
    State.PERFORMED: "Sceller le dossier",
    State.EXPIRED: "Refaire un devis, ou sceller le dossier",
    State.REPLACED: "Rédiger le nouveau devis",
    State.REFUSED: "Sceller le dossier",
    State.WITHDRAWN: "Sceller le dossier",
    State.INCIDENT: "Régler l’incident",
}
"""What the practice does next in a state."""

AWAITED = {State.SENT: "Réception pas encore signée", State.HANDED_OVER: "Une réception manque encore"}
"""What is awaited from the patient's side."""

TRUE = {
    State.SIGNED: "Le devis est signé. Au cabinet de l’envoyer au patient, avec les notices.",
    State.SENT: "Les papiers sont envoyés. Le délai ne commence qu’à la réception signée par le patient.",
    State.HANDED_OVER: "Une réception est signée, une autre manque encore : le délai n’a pas commencé.",
    State.CONSENTED: "Le patient a consenti. Au cabinet de préparer le jour de l’acte.",
    State.READY: "Tout est prêt. Le jour de l’acte, le patient confirme une dernière fois, puis l’acte peut commencer.",
    State.PERFORMED: "L’acte a eu lieu. Au cabinet de sceller le dossier.",
    State.EXPIRED: "Le devis a pris fin sans acceptation. Au cabinet d’en refaire un, ou de sceller le dossier.",
    State.REPLACED: "Le devis est remplacé, rien de l’ancien ne vaut plus. Au cabinet de rédiger le nouveau.",
    State.REFUSED: "Le patient a refusé le devis. Il ne reste qu’à sceller le dossier.",
    State.WITHDRAWN: "Le patient a retiré son consentement. Il ne reste qu’à sceller le dossier.",
}
"""Where a dossier stands, in a sentence; other states have sentences that depend on more (`truth.py`)."""

MARKS_ON_LINE = {
    Act.SIGN: "Praticien",
    Act.RECEIVE: "Réception",
    Act.ACCEPT: "Acceptation",
    Act.CONSENT: "Consentement",
    Act.CONFIRM_DAY: "Confirmation",
    Act.PERFORM: "Intervention",
    Act.REFUSE: "Refus",
    Act.WITHDRAW: "Retrait",
}
"""Acts on the line of time."""

BUNDLE = "Dossier de preuve scellé"
"""What the sealed bundle is called; papers have the names that it gives them (`sheets/bundle.py`)."""

FIELDS = {
    "Practitioner": "signé par le praticien",
    "Receipt": "réception signée",
    "Acceptance": "acceptation signée",
    "Patient": "consentement signé",
    "Interpreter": "signé par l’interprète",
    "DayConfirmation": "confirmé le jour de l’acte",
    "Withdrawal": "retrait signé",
    "Seal": "cachet du cabinet",
}
"""What filling a field did."""

MESSAGES = {
    "invitation": "Invitation à lire les papiers",
    "opened": "Fin des quinze jours",
    "digest": "Empreinte de ce qui vient d’être signé",
    "reminder": "Rappel",
    "answer": "Réponse du cabinet",
}
"""By kind."""

LOOKED_AT = {
    "page": "la page du dossier",
    "evidence": "les éléments de preuve",
    "looks": "cette page",
    "file": "un fichier ({which})",
    "pages": "les pages d’un fichier ({which})",
    "picture": "une page d’un fichier ({which})",
}
"""At what of a dossier somebody looked, by the first word of what is written down."""
SENDING = {"ready": "à envoyer", "running": "en cours d’envoi", "done": "envoyé", "dead": "abandonné : voir Messages"}
"""By the state of sending."""

PARTS_OF_LAW = {
    "Estimate": "Devis",
    "Practitioner": "Praticien",
    "Patient": "Patient",
    "Place": "Lieu",
    "Act": "Acte",
    "Price and VAT": "Prix et TVA",
    "Payment": "Paiement",
    "Fifteen days": "Quinze jours",
    "Information": "Information",
    "Terms": "Conditions",
}
"""The columns of the law report."""

LAW_MARKS = {
    "kept": ("Conforme", "kept", "moss"),
    "blocking": ("Bloquant", "invalid", "madder"),
    "warning": ("À vérifier", "undecided", "ochre"),
    "unseen": ("Non regardé", "", "ink-2"),
}
"""What a column says: word, icon, colour."""

CHECK_MARKS = {
    "ready": ("Prêt", "kept", "moss"),
    "missing": ("Manque", "invalid", "madder"),
    "advice": ("Conseil", "undecided", "ochre"),
}
"""How a line of the go-live list stands: word, icon, colour."""

NUMBERS = ("", "", "Deux", "Trois", "Quatre", "Cinq", "Six", "Sept", "Huit", "Neuf", "Dix")
"""Numbers that begin a sentence."""
