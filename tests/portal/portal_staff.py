"""Somebody of a real practice who signs in: by password and by the code of an app, as a person would."""

from __future__ import annotations

import base64
import hmac
import re
import struct
import time
from collections.abc import Mapping
from pathlib import Path

from portal_client import Answer, Client
from portal_home import command, real_home
from portal_probe import at
from portal_server import Server, free_port

PASSWORD = "une phrase que je retiens"


def furnished(folder: Path, *, smtp: int = 25, sms: int = 80) -> Server:
    """A server, not started yet, of a real home that says at which port it is reached."""
    home = real_home(folder, smtp=smtp, sms=sms)
    port = free_port()
    toml = home / "home.toml"
    toml.write_text(toml.read_text().replace("localhost:PORT", f"localhost:{port}"))
    return Server(home, port=port, options=())


def added(home: Path, email: str, role: str) -> str:
    """An account made on the command line; the address at which its password is chosen."""
    return command("staff", "add", email, "--name", email.partition("@")[0], "--role", role, "--home", home).strip()


def all_added(home: Path, people: Mapping[str, str]) -> dict[str, str]:
    """Many accounts in one process, by address and role: where each chooses a password."""
    told = at(
        home,
        f"""
from dermadocs.portal.accounts import staffing
for email, role in {dict(people)!r}.items():
    member = staffing.invite(None, email=email, name=email.partition("@")[0], role=role,
                             practitioner="surgeon" if role == "surgeon" else "", practitioners=["surgeon"])
    print(email, staffing.set_up_address(member, "http://localhost"))
""",
    )
    return dict(line.split() for line in told.splitlines())


def set_up(server: Server, address: str) -> Client:
    """Choose a password at an address that was given."""
    who = server.client()
    page = who.get("/accounts/" + address.partition("/accounts/")[2])
    assert page.status == 200
    done = who.post(page.url, {"password1": PASSWORD, "password2": PASSWORD})
    assert "Mot de passe enregistré" in done.text, done.text
    return who


def enter(server: Server, email: str, password: str = PASSWORD) -> Client:
    """Sign in by password; whoever has a second factor is asked for it next."""
    who = server.client()
    who.get("/accounts/login/")
    who.post("/accounts/login/", {"login": email, "password": password})
    return who


def with_app(who: Client) -> str:
    """Add a code app; its secret."""
    page = proven(who, "/accounts/2fa/totp/activate/")
    found = re.search(r"<code>([A-Z2-7]{16,})</code>", page.text)
    assert found, page.text
    done = who.post("/accounts/2fa/totp/activate/", {"code": code(found[1])})
    assert done.status == 200, done.text
    return found[1]


def proven(who: Client, path: str) -> Answer:
    """A page that protects the account: the password is asked for again."""
    page = who.get(path)
    if "/accounts/reauthenticate/" not in page.url:
        return page
    return who.post(page.url, {"password": PASSWORD, "next": path})


def code(secret: str, at: float | None = None) -> str:
    """The six digits of an app (RFC 6238)."""
    step = int((time.time() if at is None else at) // 30)
    digest = hmac.new(base64.b32decode(secret + "=" * (-len(secret) % 8)), struct.pack(">Q", step), "sha1").digest()
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def member(server: Server, email: str, address: str) -> tuple[Client, str]:
    """Somebody with password and app, inside; and the secret of the app."""
    set_up(server, address)
    who = enter(server, email)
    return who, with_app(who)
