"""The way to an opened card: module, token, PIN; and what each refusal of theirs means, in words.

A card counts wrong PINs and locks for ever after the third or so. Hence the rules here: a PIN is sent once, never
again by itself; not at all when the card says that it is locked, or that a wrong one would lock it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from signatures.errors import KeyUnavailable

if TYPE_CHECKING:
    from pkcs11 import Session, Token

Pin = str | Callable[[], str] | None

_GONE = "the card was taken out or no longer answers; put it in and open it again"
ADVICE = {
    "DeviceRemoved": _GONE,
    "DeviceError": _GONE,
    "TokenNotPresent": _GONE,
    "TokenNotRecognised": _GONE,
    "SlotIDInvalid": _GONE,
    "SessionHandleInvalid": _GONE,
    "SessionClosed": _GONE,
    "ObjectHandleInvalid": _GONE,
    "KeyHandleInvalid": _GONE,
    "UserNotLoggedIn": "the card is no longer logged in; open it again",
    "OperationActive": "the card still waits for the end of an earlier signature; open it again",
    "PinIncorrect": "wrong PIN; it was tried once and is not tried again",
    "PinLocked": "its PIN is locked; unlock it with the card's own program and unblocking code",
    "PinExpired": "its PIN has expired; change it with the card's own program",
    "PinInvalid": "a PIN of this form is not one of this card's; it was tried once and is not tried again",
    "PinLenRange": "a PIN of this length is not one of this card's; it was tried once and is not tried again",
    "UserPinNotInitialized": "it has no PIN yet; set it up with the card's own program",
    "UserAlreadyLoggedIn": "this program has it open already; take all keys from that one, or close it first",
    "UserTooManyTypes": "another program is logged in to it; end that program, then try again",
    "SessionCount": "too many programs have it open; close some, then try again",
    "FunctionCancelled": "the entry was broken off on the reader; try again when ready",
    "MechanismInvalid": "it cannot sign in this way (P-256 or RSA PKCS#1 with SHA-2 are needed); use another key",
    "KeyTypeInconsistent": "the key is not of the kind that its certificate says; use another key",
    "AttributeTypeInvalid": "it does not tell what must be known of the key; use another key",
}
_LOCKS: dict[str, threading.RLock] = {}


def lock_of(module: str) -> threading.RLock:
    """The lock of a module. It was started without the promise of threads (C_Initialize without arguments)."""
    return _LOCKS.setdefault(module, threading.RLock())


@contextmanager
def in_words(what: str) -> Iterator[None]:
    """What a module refuses becomes KeyUnavailable, saying on what and what to do; nothing of a PIN is in it."""
    from pkcs11.exceptions import PKCS11Error

    try:
        yield
    except PKCS11Error as problem:
        raise KeyUnavailable(f"{what}: {_advice(problem)}; nothing was signed") from None


def _advice(problem: Exception) -> str:
    kind = type(problem).__name__
    known = ADVICE.get(kind)
    if known is not None:
        return known
    told = str(problem) or kind
    return f"the PKCS#11 module reports {told}; close what else uses the card, then open it again"


def tokens(module: str) -> list[Token]:
    """What is in the readers. Raises KeyUnavailable: no `card` extra, no such module, or it fails."""
    try:
        import pkcs11
    except ImportError:
        raise KeyUnavailable("cards need the extra `card`: pip install 'dermadocs[card]'") from None
    if not Path(module).is_file():
        raise KeyUnavailable(
            f"PKCS#11 module {module}: there is no such file; install the card's software, or give its full path"
        )
    try:
        library = pkcs11.lib(module)
    except pkcs11.PKCS11Error as problem:
        raise KeyUnavailable(
            f"PKCS#11 module {module} cannot be started ({problem or type(problem).__name__}); is it the card's module,"
            " for this system?"
        ) from None
    found = []
    with in_words(f"PKCS#11 module {module}"):
        for slot in library.get_slots(token_present=True):
            try:
                found.append(slot.get_token())
            except (pkcs11.TokenNotPresent, pkcs11.TokenNotRecognised):
                continue
    return found


def choose(present: list[Token], label: str | None, serial: str | None) -> Token:
    """The token of that label and serial number; without both, the only one. KeyUnavailable names those there are."""
    from pkcs11 import TokenFlag

    asked = " and ".join(
        f"{what} {value!r}" for what, value in (("label", label), ("serial number", serial)) if value is not None
    )
    fits = [one for one in present if label in (None, one.label) and serial in (None, serial_of(one))]
    if not asked:  # a blank one is nobody's
        fits = [one for one in fits if one.flags & TokenFlag.TOKEN_INITIALIZED]
    there = ", ".join(f"{one.label!r} ({serial_of(one) or 'blank'})" for one in present) or "none"
    if not fits:
        raise KeyUnavailable(
            f"no card ({asked or 'any'}) is in a reader; cards seen: {there}. Put it in, or correct the name"
        )
    if len(fits) > 1:
        raise KeyUnavailable(f"several cards fit: {there}; name one by its serial number")
    return fits[0]


def serial_of(token: Token) -> str:
    """Serial number of a token as text."""
    return token.serial.decode("ascii", "replace").strip("\0 ")


def login(token: Token, what: str, pin: Pin, *, last_try: bool) -> Session:
    """Log in once. `pin` None: it is typed on the reader's own keys. Raises KeyUnavailable, saying what is left."""
    import pkcs11

    check_tries(token, what, last_try=last_try)
    if pin is None and not token.flags & pkcs11.TokenFlag.PROTECTED_AUTHENTICATION_PATH:
        raise KeyUnavailable(f"{what}: its reader has no keys to type a PIN on; give the PIN to the program")
    try:
        return token.open(user_pin=pkcs11.PROTECTED_AUTH if pin is None else ask(pin))
    except pkcs11.PinIncorrect:
        raise KeyUnavailable(f"{what}: {ADVICE['PinIncorrect']}; {_left(token)}; nothing was signed") from None
    except pkcs11.PKCS11Error as problem:
        raise KeyUnavailable(f"{what}: {_advice(problem)}; nothing was signed") from None


def check_tries(token: Token, what: str, *, last_try: bool) -> None:
    """Raise KeyUnavailable when the card says that it is locked or, unless `last_try`, that a wrong PIN locks it."""
    import pkcs11

    flags = pkcs11.TokenFlag
    if token.flags & flags.USER_PIN_LOCKED:
        raise KeyUnavailable(f"{what}: {ADVICE['PinLocked']}; no PIN was sent")
    if token.flags & flags.USER_PIN_FINAL_TRY and not last_try:
        raise KeyUnavailable(
            f"{what}: one more wrong PIN locks it, so none was sent; if you are sure of yours, say so (last_try)"
        )


def ask(pin: str | Callable[[], str]) -> str:
    """The PIN itself, for the one call that needs it. An empty one is not sent: it would count as a wrong one."""
    given = pin if isinstance(pin, str) else pin()
    if not given:
        raise KeyUnavailable("the PIN is empty; it was not sent to the card")
    return given


def _left(token: Token) -> str:
    """What the card says of the tries that are left, after a wrong PIN (PKCS#11, flags of CK_TOKEN_INFO)."""
    import pkcs11

    flags = pkcs11.TokenFlag
    try:
        now = token.slot.get_token().flags
    except pkcs11.PKCS11Error:
        now = flags(0)
    if now & flags.USER_PIN_LOCKED:
        return "the card is locked now: unlock it with its own program and unblocking code"
    if now & flags.USER_PIN_FINAL_TRY:
        return "one try is left before the card locks"
    if now & flags.USER_PIN_COUNT_LOW:
        return "the card counts wrong PINs and does not tell how many tries are left, often two"
    return "the card does not tell how many tries are left"
