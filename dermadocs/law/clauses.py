"""The patterns of `words`, a table: a kind of clause, and how it reads in folded French and English.

Folded: small letters, no accents, plain apostrophes. `.{0,60}` never crosses a sentence: each is searched alone.
"""

from __future__ import annotations

from typing import Literal

Kind = Literal[
    "waiver",
    "no-delay",
    "wrong-start",
    "seven-days",
    "commitment",
    "deposit",
    "cancellation",
    "charged-estimate",
    "open-price",
    "price-change",
    "expiring-discount",
    "promotion",
    "release",
    "arbitration",
    "publicity",
    "data-consent",
]
# The delay by a name of its own: healing has its days and its delay too, and those may well be reduced.
_DELAY = (
    r"(?:reflexion|ce delai|delai (?:legal|minimum|obligatoire|de (?:quinze|15) jours|de retractation)"
    r"|aux (?:quinze|15) jours)"
)
_PERIOD = (
    r"(?:cooling[- ]off|reflection (?:period|time|delay)|period of reflection|waiting period|thinking time"
    r"|(?:15|fifteen)[- ]day (?:period|delay|wait)|the (?:15|fifteen) days)"
)
_SUM = r"\d[\d .,]{0,14}"
_PRICE = r"(?<![\d/.,])(?:\d{1,3}(?: \d{3}){1,3}|\d{3,6})(?:[.,]\d\d)? ?(?:€|eur\b|euros?\b)?"
_LETTERS = r"(?:(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix) )?(?:cents?|mille)\b"
# « acte non remboursable par l'assurance maladie » is true of every such act, and no clause
_NO_INSURER = (
    r"(?![^.]{0,80}\b(?:assurance[- ]?maladie|securite sociale|secu|mutuelles?|complementaires?|caisses?|cpam|cnam"
    r"|organismes?|regime)\b)"
)
# fewer than fifteen
_FEW = (
    r"\b(?:[1-9]|1[0-4]|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze)(?: \(\d{1,2}\))?"
)
_EURO = r"(?:€|eur\b|euros?\b)"
_PICTURE = r"(?:photo|image|video|temoignage)"
_PUBLIC = r"(?:publi|site|reseaux sociaux|instagram|communication commerciale)"
_MEDIA = r"(?:publi|website|social media|marketing|advert|promot|instagram)"

PATTERNS: dict[Kind, tuple[str, ...]] = {
    "waiver": (
        r"\b(?:renonc|derog)\w{0,20}\b.{0,60}\bdelai\b",
        rf"\b(?:renonc|derog|abreg|ecourt|raccourc|dispens)\w{{0,20}}\b.{{0,60}}{_DELAY}",
        rf"\b(?:reduire|reduit|reduite|reduction|lever|levee|supprimer)\b.{{0,40}}{_DELAY}",
        rf"{_DELAY}.{{0,60}}\b(?:reduit|abrege|ecourte|raccourci|leve|supprime|ne s'applique pas)\b",
        rf"\b(?:waiv|renounc|shorten|reduc|forgo|skip)\w{{0,20}}\b.{{0,60}}{_PERIOD}",
        rf"{_PERIOD}.{{0,60}}\b(?:is|be|are|was) (?:waived|shortened|reduced|skipped)",
        r"\bdelai (?:plus court|inferieur a (?:quinze|15)|de (?:sept|huit|dix|7|8|10) jours de reflexion)",
        r"\b(?:intervention|operation|operee?|acte)\b(?!.{0,60}\b(?:ne|pas|aucune?"
        r"|jamais)\b)(?!.{0,60}\bn').{0,60}\b(?:peut|pourra|pourrait|sera|serait|est|soit|etre)\b.{0,50}"
        r"\bavant (?:la fin|l'expiration|le terme|l'issue|l'echeance) (?:du delai|de ce delai|des quinze|des 15)",
        r"\bsans attendre\b.{0,40}\b(?:delai|quinze|15)\b",
        rf"\b(?:surgery|operation|procedure)\b.{{0,40}}\bbefore the end of (?:the )?{_PERIOD}",
    ),
    "no-delay": (
        rf"{_DELAY}.{{0,60}}\b(?:ne s'applique pas|n'est pas (?:applicable|obligatoire|requis|necessaire|exige)"
        rf"|non applicable"
        r"|sans objet|facultatif|n'a pas lieu)\b",
        rf"\b(?:non|pas|n'est pas) (?:soumis|concerne|assujetti)\w{{0,2}}\b.{{0,40}}{_DELAY}",
        r"\bsans (?:aucun )?delai de reflexion\b|\baucun delai de reflexion\b.{0,30}\b(?:requis|exige|necessaire"
        r"|applicable|impose)",
        rf"\bno {_PERIOD}\b|{_PERIOD}.{{0,40}}\b(?:does not apply|is not required|not applicable)",
    ),
    "wrong-start": (
        r"^(?!.*\b(?:valab|valid)).*?(?:reflexion|(?:quinze|15)(?: \(15\))? jours"
        r"|delai legal)\b.{0,70}\b(?:a (?:compter|partir|dater)|commence\w{0,4}|court|debute)\b.{0,20}"
        r"\b(?:redaction|date (?:du (?:present )?devis|d'etablissement|d'emission|de signature|ci-dessus)|signature"
        r"|etablissement|emission"
        r"|(?:premiere )?consultation|sa date)\b",
        rf"(?:{_PERIOD}).{{0,60}}\b(?:from|begins|starts|runs)\b.{{0,30}}\b(?:date of (?:the|this) (?:quote"
        rf"|estimate)|signature|consultation|drafting|issue)\b",
    ),
    "seven-days": (
        r"\b(?:delai|reflexion)\b.{0,60}\b(?:reduit|reduite|ramene|ramenee|abrege|porte)\b.{0,20}\b(?:sept|7) jours",
        rf"\b(?:ce delai|(?:delai de )?reflexion|delai (?:legal|de retractation))\b.{{0,20}}"
        rf"\b(?:ne (?:dure|court) que|n'est que|se limite a|est (?:limitee? a|seulement)|dure)\b"
        rf".{{0,12}}{_FEW} jours\b",
        r"\b(?:the|this|reflection|cooling[- ]off|waiting) (?:period|delay|time)\b.{0,60}"
        r"\b(?:reduced|shortened|cut) to (?:seven|7) days",
    ),
    "commitment": (
        r"\bbon pour accord\b",
        r"\bje m'engage a (?:subir|payer|me faire operer)",
        r"\bi undertake to pay\b",
    ),
    "deposit": (
        r"\b(?:acompte|acomptes|arrhes)\b",
        r"^provisions?\b",
        r"\bprovision (?:de|sur|a valoir|initiale|est|a verser)\b",
        r"\b(?:empreinte (?:bancaire|de (?:la )?carte)|pre-?autorisation|depot de garantie)\b",
        r"\bcheque (?:de (?:reservation|garantie|caution)|non encaisse)",
        r"\b(?:frais|montant|somme|versement)s? de reservation\b",
        rf"\bnon[- ]remboursable\w{{0,2}}\b{_NO_INSURER}",
        r"^(?!.*\b(?:assurance[- ]?maladie|securite sociale|mutuelle|caisse|cpam|cnam))"
        r".*?\b(?:somme|montant|versement|reglement|paiement|solde|honoraires)s?\b.{0,60}\b(?:reste|demeure|restera"
        r"|demeurera)\w{0,2} (?:acquis|du|a la)",
        r"\b(?:verse|regle|paye|exigible|encaisse)\w{0,4}\b(?! (?:apres|a l'issue)).{0,40}\b(?:a|lors de|des"
        r"|pour) la (?:signature|reservation|commande|prise de (?:date|rendez-vous)|confirmation)\b",
        r"\d ?% (?:a|lors de|des) la (?:signature|reservation|commande|confirmation|prise de (?:date|rendez-vous))",
        r"^(?!.*\bconsultations?\b).*?"
        r"\b(?:payer|payee?s?|paiement|verser|versee?s?|versement|a regler|etre reglee?s?|reglement)\b.{0,50}"
        r"\b(?:avant l'intervention|a la reservation|pour (?:bloquer|reserver) )",
        r"(?<!fat )(?<!pigment )(?<!calcium )(?<!collagen )\bdeposits?\b(?! of (?:fat|pigment|calcium|collagen))",
        r"\b(?:down ?payment|booking fee|reservation fee|part payment|card imprint)\b",
        r"\bpre-?authori[sz]ation\b",
        r"\bnon-?refundable\b",
        r"\b(?:pay|payable|payment|paid)\b.{0,40}"
        r"\b(?:in advance|upfront|before (?:surgery|the (?:operation|procedure)))",
    ),
    "cancellation": (
        r"\b(?:frais|indemnite|penalite|retenue)s?\b.{0,20}\b(?:d'annulation|de dedit|d'absence|de desistement)",
        r"^annulation\b(?! (?:sans frais|possible|gratuite|libre))",
        rf"\bannul\w{{1,5}}\b.{{0,90}}\b(?:entrain\w{{1,4}}|donne\w{{0,3}} lieu|factur\w{{1,5}}|reten\w{{1,4}}"
        rf"|conserv\w{{1,5}}|penalite|indemnite|\d{{1,3}} ?%|{_SUM}{_EURO})",
        r"\ben cas d(?:'annulation|'absence|e desistement|e renonciation)\b.{0,90}"
        rf"(?:\bdus?\b|\bdues?\b|factur|reten|conserv|prelev|perdu|\d ?%|{_EURO})",
        r"\b(?:cancellation|no-?show) (?:fee|charge|penalt|cost)",
        r"\b(?:cancel|fail to attend|miss your)\w{0,20}\b.{0,90}\b(?:charged|forfeit\w{0,20}|retained|fee|lose)\b",
    ),
    "charged-estimate": (
        r"\bfrais (?:de dossier|de devis|d'etablissement)",
        r"\bdevis (?:est )?(?:payant|facture)\b",
        r"(?<!date d')(?<!date de )(?<!lieu d')\b(?:etablissement|redaction) du devis\b"
        r"(?!.{0,40}\b(?:gratuit|offert|sans frais))",
        r"\b(?:fee|charge) for (?:the|this|drawing up|preparing).{0,20}\b(?:estimate|quote)\b",
        r"\b(?:file|administration) fee\b",
    ),
    "open-price": (
        rf"\ba partir de\)? ?:? ?(?!\d+ ?(?:ans|jours?|mois|semaines?|h|heures?)\b)(?:{_SUM}|{_LETTERS})",
        rf"{_PRICE} ?a ?{_SUM}{_EURO}",
        rf"\bentre {_SUM}{_EURO}? ?et ?{_SUM}{_EURO}",
        rf"{_PRICE}[-–—] ?\d{{3,6}}(?:[.,]\d\d)? ?{_EURO}",
        rf"\benviron {_SUM}{_EURO}",
        r"\bprix (?:indicatif|approximatif|estimatif)",
        r"\b(?:frais|supplement|depassement)s? (?:a prevoir|eventuels?|en sus|possibles?)\b",
        rf"\b(?:starting (?:at|from)|from) (?:{_EURO} ?\d|{_SUM} ?{_EURO})",
        r"\b(?:additional|extra) (?:fees|costs|charges) may\b",
    ),
    "price-change": (
        r"\b(?:prix|tarifs?|montant)\b.{0,40}\b(?:peut|peuvent|pourra|pourront|susceptibles?)\b.{0,30}"
        r"(?:modifi|augment|revis|chang)",
        r"\b(?:price|fee)s? (?:may|can|could) (?:be )?(?:chang|increas|revis|modif)",
    ),
    "expiring-discount": (
        r"\b(?:remise (?:de \d+ ?(?:%|€|euros?)|immediate|exceptionnelle|commerciale)|reduction de \d|rabais|ristourne"
        r"|tarif (?:preferentiel|reduit)|offre (?:speciale|exceptionnelle|limitee)|(?<!\d )- ?\d{1,2} ?%).{0,80}"
        r"\b(?:si vous|pour toute (?:signature|acceptation)|avant le|dans les|jusqu'au|sous \d)",
        r"\b(?:discount|\d{1,2} ?% off|special (?:price|offer)|reduced price)\b.{0,80}"
        r"\b(?:if you (?:sign|accept|book|confirm)|within|until|before|expire)",
    ),
    "promotion": (
        r"\bpromo(?:s|tion|tions|tionnel|tionnelle)?\b",
        r"\boffre (?:speciale|exceptionnelle|limitee|decouverte)",
        r"\bremise (?:exceptionnelle|speciale|commerciale|de \d+ ?(?:%|€|euros?))",
        r"\b(?:rabais|ristourne|parrain\w{0,20}|code promo|bon de reduction|jeu[- ]concours)\b",
        r"\breduction de \d+ ?%",
        r"\bphoto\w{0,10} avant ?(?:[/-]|et)? ?apres\b",
        r"\b(?:special|limited[- ]time|exclusive) offer\b|\bdiscount|\d ?% off\b|\bvoucher\b|\bblack friday\b",
        r"\brefer(?:ral)? (?:a friend|bonus|reward)",
    ),
    "release": (
        r"\bdecharg\w{1,20}\b.{0,60}\b(?:responsab|recours|poursuite)",
        r"\bdecharg\w{1,20} (?:le |la |mon |les )?(?:chirurgien|praticien|docteur|dr|medecin|clinique|cabinet)",
        r"\b(?:degage|exoner)\w{0,20}\b.{0,60}\bresponsab",
        r"\brenonc\w{0,20}\b.{0,40}\b(?:recours|poursui|action|reclam|agir)",
        r"\b(?:decline|n'assume|ne (?:saurait|peut|pourra))\b.{0,60}\bresponsab",
        r"\breleas\w{0,20}\b.{0,60}\b(?:liabilit|claims?\b|responsib)",
        r"\breleas\w{0,20} (?:the |my )?(?:surgeon|clinic|doctor|practice)\b.{0,40}\bfrom\b",
        r"\bhold\b.{0,40}\bharmless\b|\bindemnif\w{1,20}",
        r"\bwaiv\w{0,20}\b.{0,40}\b(?:claim|liabilit|right (?:to sue|of action))",
        r"\b(?:not|neither)\b.{0,30}\b(?:liable|responsible for)\b|\bno liability\b",
    ),
    "arbitration": (r"\barbitrage\b|\bclause compromissoire\b|\b(?:tribunal|centre) arbitral", r"\barbitrat(?:ion|or)"),
    "publicity": (
        rf"\b(?:autoris|consen|accept|ced)\w{{0,20}}\b.{{0,80}}\b{_PICTURE}.{{0,120}}\b{_PUBLIC}",
        rf"\b(?:authori[sz]e|consent|agree|permit)\w{{0,20}}\b.{{0,80}}\b(?:photo|image|picture|video"
        rf"|testimonial).{{0,120}}\b{_MEDIA}",
    ),
    "data-consent": (
        r"\b(?:consen|accept|autoris)\w{0,20}\b.{0,40}\btraitement de (?:mes|ses|vos) donnees",
        r"\b(?:consent|agree)\w{0,20}\b.{0,40}\bprocessing of (?:my|your|their) (?:personal |health )?data",
    ),
}

UNDENIABLE = frozenset({"release", "commitment", "arbitration", "no-delay", "wrong-start"})
"""Kinds that say « no » themselves (no liability), or whose mere mention is the fault."""
