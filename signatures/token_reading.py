"""RFC 3161 tokens taken apart; trust and time are judged elsewhere."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from asn1crypto import cms, tsp, x509

from signatures.certificates import is_readable, readable
from signatures.document import in_words
from signatures.material import check_reach
from signatures.report import Reason
from signatures.signers import (
    REFUSED,
    Unchecked,
    attests,
    digest_name,
    is_known,
    made_by,
    refuse_open_ended,
    refuse_unknown_digest,
    signer_among,
    weak,
)
from signatures.strength import WEAK
from signatures.tokens import accuracy
from signatures.vocabulary import Code, Indication

UNSTATED_ACCURACY = timedelta(seconds=1)  # what an authority owes that states none (ETSI EN 319 421, 7.7.2)
Digest = Callable[[str], bytes]
_UNDECIDED = Indication.INDETERMINATE


@dataclass
class Token:
    """An RFC 3161 token: a claim of time over some bytes."""

    time: datetime | None  # genTime
    accuracy: timedelta
    certificate: x509.Certificate | None  # of the timestamp authority
    others: list[x509.Certificate]
    reasons: list[Reason]  # what is wrong with it as bytes


def read_token(
    signed_data: cms.SignedData,
    stamped: Digest,
    name: str,
    offered: Sequence[x509.Certificate] = (),
    *,
    unchecked: Code = Code.TIME_NOT_PROVEN,
) -> Token:
    """Take a token apart and check it as bytes: its signature, and that it stamps what `stamped` digests.

    `unchecked`: the code of a token of which it cannot be told whether its authority made it.
    """
    token = Token(None, UNSTATED_ACCURACY, None, [], [])

    def add(code: Code, message: str, indication: Indication = Indication.TOTAL_FAILED) -> None:
        token.reasons.append(Reason(code, message, name, indication))

    try:
        content = signed_data["encap_content_info"]["content"]
        info = content.parsed
        if not isinstance(info, tsp.TSTInfo):
            raise ValueError("it holds no time")
        token.time, token.accuracy = _stated(info)
        if len(signed_data["signer_infos"]) != 1:  # RFC 3161, clause 2.4.2
            raise ValueError("it is signed by others besides its authority")
        decided = _stamps(info, stamped, add)
        certificate, others = signer_among(signed_data, offered)
        signer = signed_data["signer_infos"][0]
        refuse_open_ended(signer)
        digest = hashlib.new(digest_name(signer), bytes(content)).digest()
        authentic = attests(signer, digest)
        if certificate is not None:
            token.certificate, token.others = readable(certificate), [one for one in others if is_readable(one)]
            token.reasons += weak(signer, token.certificate, name)
            authentic = authentic and made_by(signer, token.certificate, "tst_info", digest)
        if not authentic:
            add(Code.SIGNATURE_BROKEN, "a timestamp token is not authentic")
        elif certificate is None:
            raise Unchecked("the certificate of a timestamp authority is not in the file")
        refuse_unknown_digest(signer)
        if not decided:
            raise Unchecked("it stamps a digest that is not known here")
    except Unchecked as why:
        add(unchecked, f"a timestamp token cannot be checked: {why}", _UNDECIDED)
    except REFUSED as problem:
        add(Code.SIGNATURE_BROKEN, f"a timestamp token cannot be checked: {in_words(problem)}")
    return token


def _stamps(info: tsp.TSTInfo, stamped: Digest, add: Callable[..., None]) -> bool:
    """Tell of a token that stamps other bytes than it should. False: by a digest that is not known here."""
    imprint = info["message_imprint"]
    algorithm = imprint["hash_algorithm"]["algorithm"].native
    if not is_known(algorithm):
        return False
    if imprint["hashed_message"].native != stamped(algorithm):
        add(Code.SIGNATURE_BROKEN, "a timestamp token stamps other bytes")
    if algorithm in WEAK:
        add(Code.DIGEST_WEAK, f"a timestamp stamps a {algorithm} digest", _UNDECIDED)
    return True


def _stated(info: tsp.TSTInfo) -> tuple[datetime, timedelta]:
    """What a token says of time, if one can reckon with it. Raises what is malformed."""
    stated, time = accuracy(info), info["gen_time"].native
    by = UNSTATED_ACCURACY if stated is None else stated
    check_reach(time, by)
    return time, by
