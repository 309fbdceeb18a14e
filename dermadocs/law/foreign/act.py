"""On papers of others: dates, act, anaesthesia, care, sick leave, report, products (arrêté art. 2, 1°, 5° to 9°)."""

from __future__ import annotations

from dermadocs.law import parameters, words
from dermadocs.law.matter import Matter
from dermadocs.law.others import tells, theirs, word_for_word
from dermadocs.law.reading import NUMBER, later
from dermadocs.law.rule import Notes, breach
from dermadocs.sentence import say

REFLECTION = 15


def _drafted(matter: Matter) -> Notes:
    if matter.paper.reading.day("drafted") is None:
        yield breach("page", "no date of drafting", "write day, month and year")


DRAFTED = theirs(_drafted)
_ACT = (
    r"\bdermabrasion|\b\w+plastie\b|\blifting\b|\blipo\w+|\bprothese|\bimplant|\bpeeling\b|\binjection|\blaser\b"
    r"|\b\w*greffe\b|\bcicatrice|\b\w+pexie\b|\b\w+oplasty\b"
    r"|\bexcision|\bresection|\bexerese|\bface ?lift|\baugmentation\b|\breduction mammaire"
)
_ZONE = (
    r"\b(?:visage|face|levres?|joues?|front|nez|menton|tempes?|paupieres?|oreilles?|cou|seins?|mammaires?|abdom\w+"
    r"|ventre|cuisses?|bras|dos|mains?"
    r"|peri-?(?:oral|buccal|orbitaire)\w*|contour|thorax|jambes?|genoux?|hanches?|fesses?|cuir chevelu|lips?|cheeks?"
    r"|forehead|nose|chin|breasts?|eyelids?|bouche|\w*labial\w*|poitrine|aisselles?|mollets?|nombril|lobes?|pubis)\b"
    # an act that names its place itself
    r"|\b(?:rhino|blepharo|abdomino|oto|genio|labio|nympho|mammo|brachio|cruro)\w*plast\w+|\bmastopexie\b"
)
_ANAESTHESIA = (
    r"\banesth\w+\b.{0,50}?\b(?:local|loco|regional|general|topi|sedat|vigile|tumesc|aucun|contact|creme)\w*"
    r"|\b(?:local|general|regional|sans|aucune|topical)\w* ?-?anesth\w+|\bneuroleptanalgesie\b|\bdiazanalgesie\b"
    r"|\bcreme anesthesiante\b"
)
_TWO = (
    r"\banesth\w+\W+(?:\w+ ){0,2}?(?:local|loco|general)\w*\W+(?:ou|et/ou|or)\W+(?:\w+ ){0,2}?(?:local|loco|general"
    r"|sedat)\w*"
    r"|\b(?:local|general)\w* or (?:local|general)\w* an(?:a)?esth|\banesth\w+\b[^.]{0,30}\b(?:a definir"
    r"|a determiner|a preciser|selon (?:l'avis|le choix|la decision)|au choix)"
)


def _precise(matter: Matter) -> Notes:
    """The act by its name and zone, one anaesthesia, a proposed date (F-D07)."""
    reading = matter.paper.reading
    if not reading.has(_ACT):
        yield breach("page", "the act is not named", "name act, zone and technique: a vague act is no estimate")
    if not reading.has(_ZONE):
        yield breach("page", "the part of the body is not named", "name act, zone and technique")
    if not reading.has(_ANAESTHESIA):
        yield breach("page", "nothing is said of the anaesthesia", "name one anaesthesia, or say that there is none")
    elif found := reading.first(_TWO):
        yield breach(
            "page",
            say("two anaesthesias, or none chosen: {quoted}", quoted=words.quote(found[0])),
            "one estimate a variant",
        )
    if reading.day("act") is None:
        yield breach("page", "no proposed date", "propose a day, without engagement")


def _not_too_early(matter: Matter) -> Notes:
    """The date proposed lies at least sixteen days after drafting, and after the receipt if it is filled in."""
    reading = matter.paper.reading
    proposed, days = reading.day("act"), [d for d in (reading.day("drafted"), reading.day("receipt")) if d]
    if proposed and days and proposed < (first := later(max(days), REFLECTION + 1)):
        why = say(
            "{proposed} is before {first}, sixteen days after {latest}",
            proposed=proposed,
            first=first,
            latest=max(days),
        )
        yield breach("page", why, "propose a later date")


def _category(matter: Matter) -> Notes:
    """Mechanical dermabrasion is surgery: it is not passed off as aesthetic medicine (F-A02)."""
    medicine = (
        r"\b(?:acte|soin|geste|prestation|procedure)s? (?:de |d'|relevant de la "
        r"|non chirurgica\w+ )?(?:medecine esthetique|medical esthetique|non chirurgica\w+)"
    )
    found = matter.paper.reading.first(medicine)
    if found and matter.paper.reading.has(r"\bdermabrasion\b(?! laser)"):
        why = say("dermabrasion called {quoted}: it is surgery, with the fifteen days", quoted=words.quote(found[0]))
        yield breach("page", why, "treat it as cosmetic surgery")


PRECISE, NOT_TOO_EARLY, CATEGORY = theirs(_precise), theirs(_not_too_early), theirs(_category)
_CARE = (
    r"(?:soins?|suites?|suivi|visites?|controles?|pansements?|consultations?) (?:de suivi "
    r"|de controle )?(?:post-? ?operatoires?|apres l'intervention)"
)
_SPAN = rf"{NUMBER}(?: ?\(\d+\))? ?(?:a {NUMBER} )?(?:jour|semaine|mois|an|day|week|month)"
CARE = tells(
    (
        "how long post-operative care is given",
        rf"\b{_CARE}\b.{{0,140}}?\b{_SPAN}|\b{_SPAN}s?\b.{{0,40}}\b{_CARE}|\b(?:post-? ?operative care"
        rf"|aftercare)\b.{{0,100}}?\b{_SPAN}"
        rf"|\b{_CARE}\b.{{0,60}}\b(?:aucun|neant)\b"
        rf"|\b(?:suivi|soins|visites?|controles?)\b[^.]{{0,60}}\b(?:pendant|durant|jusqu'a|sur)\b.{{0,25}}?\b{_SPAN}",
    )
)
SICK_LEAVE = tells(
    (
        "sick leave",
        rf"\b(?:arrets?|interruptions?) (?:de travail|maladie|d'activite)\b(?! eventuel).{{0,80}}?"
        rf"(?:\b{NUMBER}\b|\baucun|\bneant|\bnon\b|\bsans\b"
        rf"|\bpas d)"
        rf"|\b{_SPAN}s?\b.{{0,30}}\barrets? (?:de travail|maladie)\b|\b(?:sick leave|time off work)\b.{{0,60}}\d"
        rf"|\bpas d'arret de travail|\baucun arret de travail",
    ),
    (
        "pre-operative examinations",
        r"\b(?:examens?|bilans?|analyses?)(?: \w+){0,2} (?:pre-? ?operatoires?|prealables?|complementaires?"
        r"|indispensables?|necessaires?|biologiques?)\b|\bprise de sang\b|\bbilan sanguin\b"
        r"|\bpre-? ?operative (?:tests?|examinations?)\b",
    ),
)
REPORT = tells(
    (
        "the operative report to the doctor whom the patient names",
        r"\bcompte[- ]?rendu operatoire\b.{0,160}\bmedecin\b|\bmedecin\b.{0,160}\bcompte[- ]?rendu operatoire\b"
        r"|\b(?:operative|surgical) report\b.{0,100}\b(?:doctor|physician|gp)\b",
    )
)
SENTENCES = word_for_word("ARR1996_PHRASE_DISPOSITIFS", "ARR1996_PHRASE_ASSURANCE_MALADIE")
MENTIONS = word_for_word("ARR1996_MENTION_RECEPTION", "ARR1996_MENTION_ACCEPTATION")
SHEET_MENTIONS = word_for_word("ARR1996_MENTION_RECEPTION", "ARR1996_MENTION_ACCEPTATION", documents=("information",))
ARTICLE = word_for_word(
    "CSP_D6322_30", formal=("Les dispositions du présent article sont reproduites sur chaque devis.",)
)
_PRODUCT = r"\b(?:implants?|protheses?|fils? (?:tenseurs?|permanents?|crantes?)|silicone)\b"


def _implant(matter: Matter) -> Notes:
    """A product that stays in the body is told of by the notice of D6322-30-1 (F-A03)."""
    reading = matter.paper.reading
    found = reading.first(_PRODUCT)
    if found and not reading.has(r"\bd\.? ?6322-? ?30-? ?1\b|\bnotice\b|\bcarte (?:d'|de l')?(?:implant|porteur)"):
        why = say("« {quoted} » stays in the body, and no notice is named", quoted=found[0])
        yield breach("page", why, "hand over the implant notice with the estimate")


def _anaesthesia_visit(matter: Matter) -> Notes:
    hours = parameters.at("anaesthesia-consultation", matter.days.operation)
    late = (
        r"\bconsultation (?:pre-?anesthesique|d'anesthesie|avec l'anesthesiste)\b[^.]{0,80}\b(?:la veille"
        r"|le matin meme|le jour meme|le jour de l'intervention"
        r"|(?:12|24|36) ?h(?:eures)?\b)|\banaesthe\w+ consultation\b[^.]{0,60}\b(?:the day before|same day|the day of)"
    )
    if found := matter.paper.reading.first(late):
        why = say("less than {hours} h before the act: {quoted}", hours=hours, quoted=words.quote(found[0]))
        yield breach("page", why, "hold the consultation earlier", "warning")


IMPLANT, ANAESTHESIA_VISIT = theirs(_implant), theirs(_anaesthesia_visit)
