"""Everything that the shop says, it says in Bulgarian too."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.utils import translation
from wagtail.admin.views.i18n import js_catalog

PROJECT = Path(__file__).resolve().parents[1]
BULGARIAN = Path("locale/bg/LC_MESSAGES/django.po")
APPS = [path.parent.name for path in PROJECT.glob("*/apps.py")]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def entries(path: Path) -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(str(path)) if not entry.obsolete]


def written(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_every_text_in_the_catalogue_is_translated_and_reviewed():
    unfinished = [e.msgid for e in entries(PROJECT / BULGARIAN) if e.fuzzy or not all(written(e))]

    assert unfinished == []


def test_translations_keep_the_placeholders():
    def differs(entry: polib.POEntry) -> bool:
        allowed = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
        return any(set(PLACEHOLDER.findall(text)) - allowed for text in written(entry)) or (
            not entry.msgid_plural and set(PLACEHOLDER.findall(entry.msgstr)) != allowed
        )

    assert [e.msgid for e in entries(PROJECT / BULGARIAN) if differs(e)] == []


@pytest.mark.skipif(
    shutil.which("xgettext") is None and not os.environ.get("CI"),
    reason="needs gettext (apt-get install gettext)",
)
def test_no_text_in_code_or_templates_is_missing_from_the_catalogue(tmp_path):
    for name in [*APPS, "templates", "locale"]:
        shutil.copytree(
            PROJECT / name, tmp_path / name, ignore=shutil.ignore_patterns("tests", "__pycache__", "*.mo")
        )
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}

    subprocess.run(
        [
            sys.executable,
            "-m",
            "django",
            "makemessages",
            "--locale",
            "bg",
            "--no-location",
            "--verbosity",
            "0",
        ],
        cwd=tmp_path,
        env=environment,
        check=True,
    )

    missing = [e.msgid for e in entries(tmp_path / BULGARIAN) if e.fuzzy or not all(written(e))]
    assert missing == [], "run `make messages` and translate"


def test_the_scripts_of_the_admin_find_their_bulgarian_words(rf):
    """They are asked for of Wagtail's package alone; the shop's own folder has to be read all the same."""
    with translation.override("bg"):
        catalogue = js_catalog(rf.get("/"), packages="wagtail.admin").text

    assert json.dumps("Свиване на всички") in catalogue
