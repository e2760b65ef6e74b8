"""Reading home/demo: YAML and HTML files, texts in two languages, names for what they point to."""

import re
import uuid
from collections.abc import Iterator
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import yaml

DEMO_DIR = Path(__file__).resolve().parents[1] / "demo"
SOURCE, TARGET = "bg", "en"
LANGUAGES = (SOURCE, TARGET)
PRODUCT_FILES = ("plants", "furniture", "cameras")
ARTICLES = ("choosing-a-chair", "one-roll", "north-window")

# Ours alone: the same file gives the same page key and block ids on every machine.
_NAMESPACE = uuid.UUID("6f0f6f0c-5b5e-4c40-9a0e-7a1f3f1f8d52")


class DemoDataError(Exception):
    """A file in home/demo contradicts another, or itself."""


@cache
def load(name: str) -> Any:
    """Return the parsed YAML file `name` (without suffix); callers must not change it."""
    return yaml.safe_load((DEMO_DIR / f"{name}.yaml").read_text(encoding="utf-8"))


def products() -> list[dict[str, Any]]:
    return [product for name in PRODUCT_FILES for product in load(f"products/{name}")]


def articles() -> list[dict[str, Any]]:
    """The articles, the oldest first."""
    return [load(f"journal/{name}") for name in ARTICLES]


def legal_text(kind: str, language: str) -> str:
    return (DEMO_DIR / "legal" / f"{kind}.{language}.html").read_text(encoding="utf-8")


def categories() -> Iterator[tuple[dict[str, Any], str]]:
    """Every category with the reference of its parent, parents first."""
    for department in load("categories"):
        yield department, "home"
        for child in department["children"]:
            yield child, f"category:{department['key']}"


def stable_id(name: str) -> uuid.UUID:
    return uuid.uuid5(_NAMESPACE, name)


def paragraphs(text: str) -> str:
    """Turn paragraphs of plain text, parted by empty lines, into HTML."""
    parts = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip())]
    return "".join(f"<p>{escape(part, quote=False)}</p>" for part in parts)


def compact(html: str) -> str:
    """Remove the line breaks that only make an HTML file readable."""
    return re.sub(r">\s+<(?=/?(?:p|h2|h3|ul|ol|li|hr)\b)", "><", html.strip())
