"""Words as search compares them: folded in Python, so that the index does not hang on the server's locale.

PostgreSQL gets finished lexemes and never parses a text or a query of a shopper; nothing that is typed can be a syntax error.
"""

import re
import unicodedata
from collections.abc import Iterable
from html import unescape

from django.utils.html import strip_tags

MAX_WORDS_IN_QUERY = 8
MAX_WORD_LENGTH = 40
# PostgreSQL counts positions up to 16383 and keeps 256 of one lexeme; more text would add nothing to a ranking.
_MAX_POSITION = 16_000
_WORD = re.compile(r"[^\W_]+")
_BREVE = "\u0306"
# Endings that say number, gender or article; the rest is what a prefix search needs.
_ENDINGS = re.compile(r"(?:ите|ата|ята|ове|ета|[аъоуеияюь]|(?<=[^s])s)$")
_SHORTEST_STEM = 4


def fold(text: str) -> str:
    """Return the text without case and accents (ѝ is и, é is e); й stays a letter of its own."""
    kept = []
    for char in unicodedata.normalize("NFKD", text.casefold()):
        if not unicodedata.combining(char):
            kept.append(char)
        elif char == _BREVE and kept and kept[-1] == "и":
            kept[-1] = "й"
    return "".join(kept)


def words(text: str) -> list[str]:
    """Return the folded words and numbers of a text, in order; whatever is neither letter nor digit parts them."""
    return [word[:MAX_WORD_LENGTH] for word in _WORD.findall(fold(text))]


def plain_text(html: str) -> str:
    """Return the text of rich text, its tags turned into gaps between words."""
    return unescape(strip_tags(html.replace("<", " <")))


def stem(word: str) -> str:
    """Return what a word shares with its other forms (саксии and саксия, chairs and chair), four letters at least."""
    short = _ENDINGS.sub("", word)
    return short if len(short) >= _SHORTEST_STEM else word


def query_stems(query: str) -> list[str]:
    """Return the different stems of a search, the first eight of them; empty for anything without a letter or digit."""
    stems = dict.fromkeys(stem(word) for word in words(query))
    return list(stems)[:MAX_WORDS_IN_QUERY]


def prefix_query(stems: Iterable[str]) -> str:
    """Return a tsquery literal that finds rows with a word beginning with each stem."""
    return " & ".join(f"'{one}':*" for one in stems)


def search_vector(weighted: Iterable[tuple[str, str]]) -> str:
    """Return a tsvector literal of (weight, text) pairs; the weight is one of A, B, C, D."""
    places: dict[str, list[str]] = {}
    position = 0
    for weight, text in weighted:
        for word in words(text):
            position += 1
            if position > _MAX_POSITION:
                break
            places.setdefault(word, []).append(f"{position}{weight}")
    return " ".join(f"'{word}':{','.join(found[:255])}" for word, found in sorted(places.items()))
