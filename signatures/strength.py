"""Which keys and digests still protect: one rule for documents, timestamps, certificates, lists and answers."""

from collections.abc import Collection, Iterator
from typing import Any

WEAK = ("sha1", "md5", "md2")
# The shortest keys, in bits (ETSI TS 119 312, clause 8).
SHORTEST = {"rsa": ("an RSA", 2048), "rsassa_pss": ("an RSA", 2048), "dsa": ("a DSA", 2048), "ec": ("an EC", 224)}
# The longest public exponent of RSA, in bits. A check takes as long as it is, and nobody uses another one than 65537,
# of 17 bits. OpenSSL draws the same line (OPENSSL_RSA_MAX_PUBEXP_BITS), but only for moduli above 3,072 bits; those
# above 16,384 bits it refuses (OPENSSL_RSA_MAX_MODULUS_BITS).
MAX_EXPONENT = 64
_USUAL = 4096 * 17  # bits of an RSA modulus, times those of its exponent: what takes as long as other keys do


def digests(algorithm: Any) -> tuple[str, ...]:
    """Every hash that an algorithm names: that of what is signed, then, of PSS, that of its mask (RFC 4055, 3.1)."""
    name = algorithm["algorithm"].native
    if name == "rsassa_pss":
        parameters = algorithm["parameters"]
        mask = parameters["mask_gen_algorithm"]["parameters"]
        return parameters["hash_algorithm"]["algorithm"].native, mask["algorithm"].native
    digest, _, kind = name.rpartition("_")  # sha3_256_ecdsa; the rest names none
    return (digest,) if digest and kind in ("rsa", "dsa", "ecdsa") else ()


def weaknesses(key: Any, digests: Collection[str]) -> Iterator[str]:
    """What is wrong with a key, and with the hashes that its signature rests on."""
    yield from (f"signed by means of {one}, whose digests can be forged" for one in WEAK if one in digests)
    kind, shortest = SHORTEST.get(key.algorithm, ("", 0))
    if shortest and key.bit_size < shortest:
        yield f"signed with {kind} key of {key.bit_size} bits, which is too short"


def is_costly(key: Any) -> bool:
    """Whether it is an RSA key as somebody makes it to take time. Raises UNSOUND for malformed ones."""
    return _exponent(key) > MAX_EXPONENT


def cost(key: Any) -> int:
    """How many checks by usual keys one by this key stands for. Raises UNSOUND for malformed ones."""
    exponent = _exponent(key)
    return max(1, key.bit_size * exponent // _USUAL) if exponent else 1


def _exponent(key: Any) -> int:
    """Bits of the public exponent; 0 for keys other than RSA."""
    if not key.algorithm.startswith("rsa"):
        return 0
    exponent: int = key["public_key"].parsed["public_exponent"].native
    return exponent.bit_length()
