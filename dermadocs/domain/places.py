"""Countries, languages and time zones by their French names."""

from __future__ import annotations

import functools
from zoneinfo import available_timezones

PARIS = "Europe/Paris"


def _table(rows: str) -> dict[str, str]:
    """A dictionary from `code name|code name|…`, on as many lines as one likes."""
    entries = rows.strip().replace("\n", "|").split("|")
    return {code: name for code, _, name in (entry.partition(" ") for entry in entries)}


COUNTRIES = _table("""
AD Andorre|AE Émirats arabes unis|AF Afghanistan|AG Antigua-et-Barbuda|AI Anguilla|AL Albanie|AM Arménie
AO Angola|AQ Antarctique|AR Argentine|AS Samoa américaines|AT Autriche|AU Australie|AW Aruba|AX Îles Åland
AZ Azerbaïdjan|BA Bosnie-Herzégovine|BB Barbade|BD Bangladesh|BE Belgique|BF Burkina Faso|BG Bulgarie
BH Bahreïn|BI Burundi|BJ Bénin|BL Saint-Barthélemy|BM Bermudes|BN Brunei|BO Bolivie|BQ Pays-Bas caribéens
BR Brésil|BS Bahamas|BT Bhoutan|BV Île Bouvet|BW Botswana|BY Biélorussie|BZ Belize|CA Canada|CC Îles Cocos
CD République démocratique du Congo|CF République centrafricaine|CG Congo|CH Suisse|CI Côte d’Ivoire
CK Îles Cook|CL Chili|CM Cameroun|CN Chine|CO Colombie|CR Costa Rica|CU Cuba|CV Cap-Vert|CW Curaçao
CX Île Christmas|CY Chypre|CZ Tchéquie|DE Allemagne|DJ Djibouti|DK Danemark|DM Dominique
DO République dominicaine|DZ Algérie|EC Équateur|EE Estonie|EG Égypte|EH Sahara occidental|ER Érythrée
ES Espagne|ET Éthiopie|FI Finlande|FJ Fidji|FK Îles Malouines|FM Micronésie|FO Îles Féroé|FR France
GA Gabon|GB Royaume-Uni|GD Grenade|GE Géorgie|GF Guyane|GG Guernesey|GH Ghana|GI Gibraltar|GL Groenland
GM Gambie|GN Guinée|GP Guadeloupe|GQ Guinée équatoriale|GR Grèce|GS Géorgie du Sud|GT Guatemala|GU Guam
GW Guinée-Bissau|GY Guyana|HK Hong Kong|HM Îles Heard-et-MacDonald|HN Honduras|HR Croatie|HT Haïti
HU Hongrie|ID Indonésie|IE Irlande|IL Israël|IM Île de Man|IN Inde
IO Territoire britannique de l’océan Indien|IQ Irak|IR Iran|IS Islande|IT Italie|JE Jersey|JM Jamaïque
JO Jordanie|JP Japon|KE Kenya|KG Kirghizistan|KH Cambodge|KI Kiribati|KM Comores
KN Saint-Christophe-et-Niévès|KP Corée du Nord|KR Corée du Sud|KW Koweït|KY Îles Caïmans|KZ Kazakhstan
LA Laos|LB Liban|LC Sainte-Lucie|LI Liechtenstein|LK Sri Lanka|LR Liberia|LS Lesotho|LT Lituanie
LU Luxembourg|LV Lettonie|LY Libye|MA Maroc|MC Monaco|MD Moldavie|ME Monténégro|MF Saint-Martin
MG Madagascar|MH Îles Marshall|MK Macédoine du Nord|ML Mali|MM Birmanie|MN Mongolie|MO Macao
MP Îles Mariannes du Nord|MQ Martinique|MR Mauritanie|MS Montserrat|MT Malte|MU Maurice|MV Maldives
MW Malawi|MX Mexique|MY Malaisie|MZ Mozambique|NA Namibie|NC Nouvelle-Calédonie|NE Niger|NF Île Norfolk
NG Nigeria|NI Nicaragua|NL Pays-Bas|NO Norvège|NP Népal|NR Nauru|NU Niue|NZ Nouvelle-Zélande|OM Oman
PA Panama|PE Pérou|PF Polynésie française|PG Papouasie-Nouvelle-Guinée|PH Philippines|PK Pakistan
PL Pologne|PM Saint-Pierre-et-Miquelon|PN Îles Pitcairn|PR Porto Rico|PS Palestine|PT Portugal|PW Palaos
PY Paraguay|QA Qatar|RE La Réunion|RO Roumanie|RS Serbie|RU Russie|RW Rwanda|SA Arabie saoudite
SB Îles Salomon|SC Seychelles|SD Soudan|SE Suède|SG Singapour|SH Sainte-Hélène|SI Slovénie
SJ Svalbard et Jan Mayen|SK Slovaquie|SL Sierra Leone|SM Saint-Marin|SN Sénégal|SO Somalie|SR Suriname
SS Soudan du Sud|ST Sao Tomé-et-Principe|SV Salvador|SX Saint-Martin (partie néerlandaise)|SY Syrie
SZ Eswatini|TC Îles Turques-et-Caïques|TD Tchad|TF Terres australes françaises|TG Togo|TH Thaïlande
TJ Tadjikistan|TK Tokelau|TL Timor oriental|TM Turkménistan|TN Tunisie|TO Tonga|TR Turquie
TT Trinité-et-Tobago|TV Tuvalu|TW Taïwan|TZ Tanzanie|UA Ukraine|UG Ouganda
UM Îles mineures éloignées des États-Unis|US États-Unis|UY Uruguay|UZ Ouzbékistan|VA Vatican
VC Saint-Vincent-et-les-Grenadines|VE Venezuela|VG Îles Vierges britanniques
VI Îles Vierges des États-Unis|VN Vietnam|VU Vanuatu|WF Wallis-et-Futuna|WS Samoa|YE Yémen|YT Mayotte
ZA Afrique du Sud|ZM Zambie|ZW Zimbabwe
""")
"""ISO 3166-1 alpha-2 to the French short name."""

LANGUAGES = _table("""
ar arabe|bg bulgare|bn bengali|bs bosnien|ca catalan|cs tchèque|da danois|de allemand|el grec|en anglais
es espagnol|et estonien|fa persan|fi finnois|fr français|ga irlandais|he hébreu|hi hindi|hr croate
hu hongrois|hy arménien|id indonésien|is islandais|it italien|ja japonais|ka géorgien|ko coréen
lb luxembourgeois|lt lituanien|lv letton|mk macédonien|ms malais|mt maltais|nl néerlandais|no norvégien
pl polonais|pt portugais|ro roumain|ru russe|sk slovaque|sl slovène|sq albanais|sr serbe|sv suédois
sw swahili|ta tamoul|th thaï|tr turc|uk ukrainien|ur ourdou|vi vietnamien|zh chinois
""")
"""ISO 639-1 to the French name, for languages in which patients are spoken to."""

# Places whose French name is not the last part of the zone's name.
_HOURS = {
    "Africa/Algiers": "d’Alger",
    "Africa/Cairo": "du Caire",
    "America/Havana": "de La Havane",
    "America/Martinique": "de la Martinique",
    "America/Guadeloupe": "de la Guadeloupe",
    "America/Mexico_City": "de Mexico",
    "America/Montreal": "de Montréal",
    "America/Sao_Paulo": "de São Paulo",
    "Asia/Beirut": "de Beyrouth",
    "Asia/Dubai": "de Dubaï",
    "Asia/Jerusalem": "de Jérusalem",
    "Asia/Kuwait": "de Koweït",
    "Asia/Riyadh": "de Riyad",
    "Asia/Singapore": "de Singapour",
    "Asia/Tehran": "de Téhéran",
    "Asia/Tokyo": "de Tokyo",
    "Atlantic/Canary": "des Canaries",
    "Atlantic/Reykjavik": "de Reykjavik",
    "Europe/Athens": "d’Athènes",
    "Europe/Brussels": "de Bruxelles",
    "Europe/Bucharest": "de Bucarest",
    "Europe/Copenhagen": "de Copenhague",
    "Europe/Lisbon": "de Lisbonne",
    "Europe/London": "de Londres",
    "Europe/Moscow": "de Moscou",
    "Europe/Prague": "de Prague",
    "Europe/Rome": "de Rome",
    "Europe/Vienna": "de Vienne",
    "Europe/Warsaw": "de Varsovie",
    "Indian/Reunion": "de La Réunion",
}


def country(code: str) -> str:
    """The French name: GB -> "Royaume-Uni". KeyError if the code is not in ISO 3166-1."""
    return COUNTRIES[code]


def language(code: str) -> str:
    """The French name: en -> "anglais". KeyError if unknown here."""
    return LANGUAGES[code]


def hour_of(zone: str) -> str:
    """Whose hour it is: Europe/London -> "heure de Londres", America/New_York -> "heure de New York"."""
    if zone in _HOURS:
        return f"heure {_HOURS[zone]}"
    place = zone.rsplit("/", 1)[-1].replace("_", " ")
    elided = place[:1] in "AEIOUÉÎÔ"
    return f"heure d’{place}" if elided else f"heure de {place}"


@functools.cache
def zone_names() -> frozenset[str]:
    """The zones that are places: an offset ("Etc/GMT+5", "EST") knows no summer time and no civil day."""
    return frozenset(z for z in available_timezones() if "/" in z and not z.startswith(("Etc/", "SystemV/")))
