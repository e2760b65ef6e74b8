"""Films at the two providers that the shop knows; nothing is asked of either before somebody presses play."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

from django.http import HttpRequest

# The only origins that a page of the shop may ever frame: both play without setting cookies first.
PLAYERS = ("https://www.youtube-nocookie.com", "https://player.vimeo.com")

_YOUTUBE_HOSTS = frozenset(
    {"youtube.com", "www.youtube.com", "m.youtube.com", "www.youtube-nocookie.com", "youtube-nocookie.com"}
)
_VIMEO_HOSTS = frozenset({"vimeo.com", "www.vimeo.com", "player.vimeo.com"})
_YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_YOUTUBE_PATH = re.compile(r"/(?:embed|live|shorts|v)/([A-Za-z0-9_-]{11})/?")
_VIMEO_PATH = re.compile(
    r"/(?:video/|channels/[\w-]+/|groups/[\w-]+/videos/)?(\d{1,20})(?:/([0-9a-f]{6,40}))?/?"
)
_VIMEO_KEY = re.compile(r"[0-9a-f]{6,40}")


class UnknownVideo(ValueError):
    """An address that is no film at YouTube or Vimeo."""


@dataclass(frozen=True)
class Video:
    """`page_url` is where the provider shows it, `player_url` what is put into the page after the click."""

    provider: str
    company: str
    page_url: str
    player_url: str


def read_video(address: str) -> Video:
    """Return the film at an address as people copy it; raises UnknownVideo for everything else.

    Only the film's number is taken from the address, so nothing else that stands in it reaches a page.
    Players: https://developers.google.com/youtube/player_parameters, https://help.vimeo.com/hc/en-us/articles/12426260232977
    """
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname or ""
    except ValueError:
        raise UnknownVideo(address) from None
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if parts.scheme in ("http", "https"):
        if host in _YOUTUBE_HOSTS or host == "youtu.be":
            return _youtube(host, parts.path, query)
        if host in _VIMEO_HOSTS:
            return _vimeo(parts.path, query)
    raise UnknownVideo(address)


def allow_players(request: HttpRequest | None) -> None:
    """Let the answer to this request frame the two players (core.middleware); no other page may."""
    if request is not None:
        request.frames_players = True  # type: ignore[attr-defined]


def _youtube(host: str, path: str, query: dict[str, str]) -> Video:
    if host == "youtu.be":
        key = path.strip("/")
    elif path.rstrip("/") == "/watch":
        key = query.get("v", "")
    else:
        found = _YOUTUBE_PATH.fullmatch(path)
        key = found[1] if found else ""
    if not _YOUTUBE_ID.fullmatch(key):
        raise UnknownVideo(path)
    return Video(
        provider="YouTube",
        company="Google",
        page_url=f"https://www.youtube.com/watch?v={key}",
        player_url=f"{PLAYERS[0]}/embed/{key}?autoplay=1&rel=0",
    )


def _vimeo(path: str, query: dict[str, str]) -> Video:
    found = _VIMEO_PATH.fullmatch(path)
    if not found:
        raise UnknownVideo(path)
    number, key = found[1], found[2] or query.get("h", "")
    # Films that are not listed need their key beside the number.
    key = key if _VIMEO_KEY.fullmatch(key) else ""
    player = {"autoplay": "1", "dnt": "1", **({"h": key} if key else {})}
    return Video(
        provider="Vimeo",
        company="Vimeo",
        page_url=f"https://vimeo.com/{number}{f'/{key}' if key else ''}",
        player_url=f"{PLAYERS[1]}/video/{number}?{urlencode(player)}",
    )
