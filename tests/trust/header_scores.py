"""Points for the headers of an answer, after the scheme of Mozilla's HTTP observatory: 100 to begin with, less what is open.

Bonuses count only where little was lost (90 points or more), so that a good header does not hide a missing one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse

HALF_A_YEAR = 15_768_000
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
FOR_BONUS = 90


@dataclass(frozen=True)
class Score:
    points: int
    lost: dict[str, int]
    won: dict[str, int]


def score(answer: HttpResponse) -> Score:
    """The points of an answer that came over HTTPS, with what was lost and won for which reason."""
    judged = [*_policy(answer), *_transport(answer), *_framing(answer), *_cookies(answer), *_others(answer)]
    lost = {why: points for why, points in judged if points < 0}
    won = {why: points for why, points in judged if points > 0}
    points = 100 + sum(lost.values())
    return Score(points + sum(won.values()) if points >= FOR_BONUS else max(points, 0), lost, won)


def _directives(answer: HttpResponse) -> dict[str, set[str]]:
    parts = [part.split() for part in answer.get("Content-Security-Policy", "").split(";")]
    return {part[0].lower(): set(part[1:]) for part in parts if part}


def _policy(answer: HttpResponse) -> Iterator[tuple[str, int]]:
    policy = _directives(answer)
    if not policy:
        yield "no content security policy", -25
        return
    default = policy.get("default-src", {"*"})
    scripts, styles = policy.get("script-src", default), policy.get("style-src", default)
    wide = {"*", "http:", "https:", "data:", "blob:"}
    if scripts & {"'unsafe-inline'", *wide}:
        yield "scripts from inside pages or from anywhere", -20
    if "'unsafe-eval'" in scripts:
        yield "text run as script", -10
    if styles & {"'unsafe-inline'", *wide}:
        yield "styles from inside pages or from anywhere", -5
    if policy.get("object-src", default) & wide:
        yield "plug-ins from anywhere", -20
    if not {"base-uri", "form-action", "frame-ancestors"} <= policy.keys():
        yield "what default-src does not cover is left open", -5
    yield ("nothing but what is named", 10) if default == {"'none'"} else ("no unsafe sources", 5)


def _transport(answer: HttpResponse) -> Iterator[tuple[str, int]]:
    told = {
        name.strip().lower(): value for name, _eq, value in _pairs(answer.get("Strict-Transport-Security", ""), ";")
    }
    if not told.get("max-age", "").isdigit():
        yield "may be asked for without encryption", -20
    elif int(told["max-age"]) < HALF_A_YEAR:
        yield "may soon be asked for without encryption", -10
    elif {"includesubdomains", "preload"} <= told.keys():
        yield "known to browsers as encrypted beforehand", 5


def _framing(answer: HttpResponse) -> Iterator[tuple[str, int]]:
    if _directives(answer).get("frame-ancestors") in ({"'none'"}, {"'self'"}):
        yield "in no frame of others", 5
    elif answer.get("X-Frame-Options", "").upper() not in ("DENY", "SAMEORIGIN"):
        yield "may stand in a frame of others", -20


def _cookies(answer: HttpResponse) -> Iterator[tuple[str, int]]:
    cookies = answer.cookies.values()
    if any(not cookie["secure"] for cookie in cookies):
        yield "cookies go over the network in the open", -40
    if any(not cookie["httponly"] for cookie in cookies):
        yield "cookies can be read by scripts", -30
    if any(cookie["samesite"] not in ("Lax", "Strict") for cookie in cookies):
        yield "cookies go along with requests of other sites", -20
    if cookies:
        yield "cookies are safe", 5


def _others(answer: HttpResponse) -> Iterator[tuple[str, int]]:
    if answer.get("X-Content-Type-Options") != "nosniff":
        yield "the type of the content may be guessed", -5
    if "*" in answer.get("Access-Control-Allow-Origin", ""):
        yield "other sites may read it", -50
    referrer = {one.strip() for one in answer.get("Referrer-Policy", "").split(",")}
    if not referrer & PRIVATE:
        yield "addresses are told to other sites", -5
    else:
        yield "addresses stay here", 5
    if answer.get("Cross-Origin-Resource-Policy") in ("same-origin", "same-site"):
        yield "not to be embedded by others", 10
    if "camera=()" not in answer.get("Permissions-Policy", ""):
        yield "devices of the person may be used", -5


def _pairs(text: str, at: str) -> Iterator[tuple[str, str, str]]:
    return (part.strip().partition("=") for part in text.split(at) if part.strip())
