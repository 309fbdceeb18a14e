"""Which keys and digests still protect: one rule for documents, timestamps, certificates, lists and answers."""

from collections.abc import Iterator
from typing import Any

WEAK = ("sha1", "md5", "md2")
# The shortest keys, in bits (ETSI TS 119 312, clause 8).
SHORTEST = {"rsa": ("an RSA", 2048), "rsassa_pss": ("an RSA", 2048), "dsa": ("a DSA", 2048), "ec": ("an EC", 224)}


def digests(algorithm: Any) -> set[str]:
    """Every hash that a signature algorithm names: PSS one for what is signed and one for its mask (RFC 4055, 3.1)."""
    name = algorithm["algorithm"].native
    if name != "rsassa_pss":
        return {name.partition("_")[0]}  # sha1_ecdsa; the rest names none
    parameters = algorithm["parameters"]
    mask = parameters["mask_gen_algorithm"]["parameters"]
    return {hashed["algorithm"].native for hashed in (parameters["hash_algorithm"], mask)}


def weaknesses(key: Any, digests: set[str]) -> Iterator[str]:
    """What is wrong with a key, and with the hashes that its signature rests on."""
    yield from (f"signed by means of {one}, whose digests can be forged" for one in WEAK if one in digests)
    kind, shortest = SHORTEST.get(key.algorithm, ("", 0))
    if shortest and key.bit_size < shortest:
        yield f"signed with {kind} key of {key.bit_size} bits, which is too short"
