"""Every reason code in words: what it means, and what the reader can do. The same as in docs/verification.md."""

from __future__ import annotations

from typing import NamedTuple


class Explained(NamedTuple):
    """A reason for people: what it means, what to do. Keys of the translations."""

    means: str
    do: str


_ASK = "Demandez le fichier tel qu’il a été envoyé : ni imprimé, ni converti, ni réparé."
_ORIGINAL = "Demandez l’original et comparez les empreintes."
_DEVICE = "Aucun appareil ne prouve cet acte ; interrogez la personne nommée et le cabinet."
_PRACTICE = "Ne vous fiez pas à ces données ; interrogez le cabinet."

REASONS: dict[str, Explained] = {
    # nothing could be judged
    "UNREADABLE": Explained(
        "Le fichier n’est pas un PDF lisible, ou il ne peut pas être comparé avec ses propres données.", _ASK
    ),
    "ENCRYPTED": Explained(
        "Un mot de passe protège le fichier.",
        "Demandez l’original : un document qui se prouve lui-même n’est jamais chiffré.",
    ),
    "TOO_LARGE": Explained("Le fichier dépasse la taille que ce programme accepte de juger.", _ORIGINAL),
    "TIMEOUT": Explained(
        "La lecture du fichier a pris trop de temps.",
        "Tenez le fichier pour hostile ; essayez une seule fois encore, sur une machine au repos.",
    ),
    # nothing is signed
    "UNSIGNED": Explained(
        "C’est un document de ce programme, mais sans aucune signature : un brouillon ou une copie de lecture.",
        "Demandez le fichier signé.",
    ),
    "NO_SIGNATURE": Explained(
        "Le fichier ne porte la signature de personne.", "Rien ici ne parle pour lui : demandez un document signé."
    ),
    # other bytes, or other words, than those signed
    "COVERAGE": Explained(
        "La dernière signature ne couvre pas le fichier jusqu’au bout, ou l’une d’elles ne couvre pas sa révision.",
        _ORIGINAL,
    ),
    "CHANGED_AFTER_SIGNING": Explained(
        "Le fichier a été modifié après une signature autrement que par une signature.",
        "Comparez avec la dernière révision intacte et demandez qui l’a modifié.",
    ),
    "SIGNATURE_BROKEN": Explained(
        "Une signature ou un horodatage ne correspond pas aux octets du fichier.",
        "L’acte de ce champ n’est pas prouvé ; demandez l’original.",
    ),
    "SIGNATURE_UNCHECKED": Explained(
        "Une signature ou un horodatage ne peut pas être vérifié : son certificat n’est pas dans le fichier, ou son"
        " procédé est inconnu de ce programme.",
        "Demandez le fichier tel qu’il a été signé, ou jugez-le avec l’outil de celui qui l’a signé.",
    ),
    "ENVELOPE_NOT_CANONICAL": Explained(
        "Une signature est écrite autrement que ce programme ne l’écrit : quelqu’un a touché au fichier.", _ORIGINAL
    ),
    "DIGEST_WEAK": Explained(
        "Une empreinte d’un type ancien (SHA-1 ou MD5), contrefaisable, a été employée, ou une clé trop courte.",
        "Demandez une signature plus récente.",
    ),
    "NOT_PADES": Explained("Une signature n’est pas du type PAdES.", "Jugez-la avec l’outil de celui qui l’a faite."),
    "METADATA_CHANGED": Explained(
        "Le titre, la langue ou une autre métadonnée diffère de la première révision.",
        "Ne vous fiez pas au titre qu’un lecteur affiche ; demandez l’original.",
    ),
    "PAGES_CHANGED": Explained(
        "Une page, ou quelque chose qui y est dessiné, a été remplacée.",
        "Comparez page par page avec la première révision.",
    ),
    "UNPACKED_ATTACHMENT": Explained(
        "Le fichier contient en clair un autre PDF, que certains lecteurs peuvent afficher à sa place.",
        "Comparez avec un second lecteur ; demandez le fichier tel qu’il a été signé.",
    ),
    "ACTIVE_CONTENT": Explained(
        "Le fichier contient des scripts, des calques ou des actions.",
        "Ne l’ouvrez pas ailleurs ; demandez l’original.",
    ),
    "UNKNOWN_FIELD": Explained(
        "Un champ de formulaire que les données ne prévoient pas a été ajouté.",
        "Quelqu’un a ajouté une signature : ne vous y fiez pas.",
    ),
    "UNKNOWN_ANNOTATION": Explained(
        "Une note, un tampon ou une autre annotation se trouve sur une page.",
        "Ce qu’elle recouvre n’est pas ce qui a été signé ; demandez l’original.",
    ),
    "READERS_DIFFER": Explained(
        "Deux lecteurs indépendants voient deux documents différents.",
        "Le fichier est fait pour tromper, ou gravement abîmé : demandez l’original.",
    ),
    "ESTIMATE_DIFFERS": Explained(
        "Le devis joint au consentement manque, est faux, n’est pas accepté, ou concerne une autre personne"
        " ou un autre prix.",
        "Extrayez le devis joint et faites-le vérifier seul.",
    ),
    "COPY_DIFFERS": Explained(
        "Une copie de papiers ne s’accorde pas avec ses images, avec son relevé ou avec le devis.",
        "Demandez le papier lui-même : s’il existe encore, il doit pouvoir être montré.",
    ),
    "REDACTED_COPY": Explained(
        "C’est un extrait pour inspection, sans l’identité du patient : il ne prouve rien seul.",
        "Faites vérifier le fichier signé dont l’extrait donne l’empreinte.",
    ),
    "DATA_INVALID": Explained(
        "Les données jointes au fichier manquent, sont mal formées ou se contredisent.", _PRACTICE
    ),
    "ROOT_DIFFERS": Explained(
        "Les pages impriment l’empreinte d’une autre autorité que celle des signataires.",
        "L’une des deux n’est pas celle du cabinet : interrogez-le.",
    ),
    "STORY_DIFFERS": Explained(
        "Les pages et les données ne disent pas la même chose.",
        "Le constat cite la page et les mots : lisez les deux, et ne retenez aucun des deux sans preuve.",
    ),
    "REDRAWN_DIFFERS": Explained(
        "Dessiné à nouveau d’après ses propres données, le papier n’a pas le même aspect.",
        "Le constat dit où regarder : quelque chose y a été peint, caché ou ajouté avant la première signature.",
    ),
    "RECORD_DIFFERS": Explained(
        "Ce qu’un signataire a signé avec sa signature ne s’accorde pas avec le fichier.",
        "L’acte de ce champ n’est pas ce qu’il paraît.",
    ),
    # a passkey beside an act
    "PASSKEY_MISSING": Explained(
        "L’acte dit avoir été signé par une clé d’accès, et sa signature n’y est pas.",
        "Cet acte n’est pas prouvé par un appareil ; demandez l’original.",
    ),
    "PASSKEY_MALFORMED": Explained(
        "La signature de la clé d’accès est illisible, ou écrite autrement que ce programme ne l’écrit.", _DEVICE
    ),
    "PASSKEY_TYPE": Explained("Ce que l’appareil a signé n’est pas une authentification.", _DEVICE),
    "PASSKEY_CHALLENGE": Explained(
        "L’appareil a signé un autre acte que celui-ci.", "Le geste vient d’ailleurs : interrogez la personne nommée."
    ),
    "PASSKEY_ORIGIN": Explained("L’appareil a signé sur une autre page que celle que l’acte nomme.", _DEVICE),
    "PASSKEY_CROSS_ORIGIN": Explained(
        "L’appareil a signé dans une page insérée dans celle de quelqu’un d’autre.", _DEVICE
    ),
    "PASSKEY_RP_ID": Explained("La clé d’accès est celle d’un autre site que celui que l’acte nomme.", _DEVICE),
    "PASSKEY_NOT_PRESENT": Explained("L’appareil a signé sans que personne ne le touche.", _DEVICE),
    "PASSKEY_NOT_VERIFIED": Explained(
        "L’appareil a signé sans vérifier qui le touchait (code, doigt ou visage).", _DEVICE
    ),
    "PASSKEY_KEY": Explained("La clé d’accès jointe n’est pas celle que l’acte nomme, ou ne peut pas servir.", _DEVICE),
    "PASSKEY_SIGNATURE": Explained("La signature de l’appareil n’est pas de cette clé d’accès.", _DEVICE),
    "PASSKEY_NOT_ENROLLED": Explained(
        "La clé d’accès n’était pas enregistrée pour cette personne au moment de l’acte.",
        "Rien ne relie cette clé à la personne : interrogez le cabinet.",
    ),
    # order and persons
    "NOT_CERTIFIED": Explained(
        "La première signature n’interdit pas les modifications qui suivent.",
        "Ce fichier n’a pas été fait par ce programme ; demandez l’original.",
    ),
    "WRONG_ORDER": Explained(
        "Un acte précède celui qui devait le précéder, ou un horodatage n’est pas à sa place.",
        "L’acte qui vient trop tôt n’a pas de fondement.",
    ),
    "WRONG_SIGNER": Explained(
        "Un champ a été signé par une autre personne que celle à qui il est destiné.",
        "La personne que les données nomment n’a pas signé : demandez-le-lui.",
    ),
    # the fifteen days
    "INTERVAL_VIOLATED": Explained(
        "L’accord a été donné avant la fin des quinze jours de réflexion.",
        "Cet accord est sans effet (code de la santé publique, article D. 6322-30) : il en faut un nouveau.",
    ),
    "INTERVAL_NOT_PROVEN": Explained(
        "Les horodatages ne montrent pas que l’accord est venu après les quinze jours.",
        "Voyez les autres motifs : c’est le plus souvent la confiance ou l’heure qui manque.",
    ),
    # trust and time
    "NO_TRUST_ANCHOR": Explained(
        "Aucun certificat de confiance n’a été donné au programme.",
        "Comparez l’empreinte de l’autorité racine avec celle que le cabinet vous donne par téléphone ou sur"
        " papier, puis recommencez avec --trust.",
    ),
    "UNTRUSTED": Explained(
        "Un certificat ne vient d’aucune des autorités auxquelles vous faites confiance.",
        "C’est le document d’un autre cabinet, ou un faux fait sous une autre autorité : interrogez le cabinet.",
    ),
    "TIME_NOT_PROVEN": Explained(
        "Aucun horodatage digne de foi ne date l’acte, ou deux se contredisent.",
        "Cherchez une autre preuve de la date de l’acte.",
    ),
    "EXPIRED": Explained(
        "Un certificat n’était plus, ou pas encore, en cours de validité quand il a servi.",
        "Cherchez une copie archivée, renouvelée à temps.",
    ),
    "REVOKED": Explained("Un certificat a été révoqué.", "Demandez au cabinet quand et pourquoi."),
    "REVOCATION_MISSING": Explained(
        "Aucune liste de révocation ne parle de ce certificat à ce moment.",
        "Mettez des listes récentes dans votre dossier de confiance et recommencez.",
    ),
}
UNKNOWN = Explained(
    "Un motif que ce rapport ne connaît pas.", "Lisez le constat du programme et la documentation de sa version."
)


def explained(code: str) -> Explained:
    """The words for a code; those for an unknown one where a newer program gave it."""
    return REASONS.get(code, UNKNOWN)
