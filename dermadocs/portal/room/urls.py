"""The addresses of this door: none says a name, an act or anything of health."""

from __future__ import annotations

from django.urls import URLPattern, path

from dermadocs.portal.room import ending, entering, passkeys, rooms, sections, signing, talking

app_name = "room"
urlpatterns: list[URLPattern] = [
    path("", rooms.index, name="index"),
    path("link/<str:secret>", entering.link, name="link"),
    path("link/<str:secret>/again", entering.again, name="link-again"),
    path("again", entering.again, name="again"),
    path("code", entering.code, name="code"),
    path("leave", entering.leave, name="leave"),
    path("read/<slug:kind>", sections.contents, name="contents"),
    path("read/<slug:kind>/<slug:key>", sections.section, name="section"),
    path("paper/", rooms.files, name="files"),
    path("paper/<str:name>", rooms.paper, name="paper"),
    path("paper/<str:name>/pages", rooms.exact, name="exact"),
    path("paper/<str:name>/<int:page>.png", rooms.picture, name="picture"),
    path("dots/<slug:told>.svg", rooms.dot, name="dots"),
    path("ask", talking.ask, name="ask"),
    path("check", talking.check, name="check"),
    path("sign/<slug:act>", signing.sign, name="sign"),
    path("passkey/<slug:act>", passkeys.gesture, name="passkey"),
    path("signed/<slug:act>", signing.after, name="done"),
    path("decline", ending.decline, name="decline"),
    path("withdraw", ending.withdraw, name="withdraw"),
]
