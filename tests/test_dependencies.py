"""docs/dependencies.md names exactly what is required, and the pinned lists hold no trap."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]


def required(name):
    lines = (PROJECT / name).read_text(encoding="utf-8").splitlines()
    return [re.match(r"[A-Za-z0-9_.-]+", line).group() for line in lines if line and line[0] not in "#-"]


def test_every_required_package_has_a_line_that_says_why():
    page = (PROJECT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| ([\w.-]+) \| (.+) \|$", page, flags=re.MULTILINE))
    del rows["package"]
    rows = {name: text for name, text in rows.items() if name != "---"}
    assert sorted(rows) == sorted(required("requirements.in") + required("requirements-dev.in"))
    assert [name for name, text in rows.items() if len(text) < 12] == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_the_pinned_lists_carry_hashes_and_no_index(name):
    text = (PROJECT / name).read_text(encoding="utf-8")
    pins = re.findall(r"^([\w.\[\]-]+)==\S+", text, flags=re.MULTILINE)
    assert len(pins) > 20
    # Every pin is followed by at least one hash
    assert len(
        re.findall(r"^[\w.\[\]-]+==[^\n]*\\\n    --hash=sha256:[0-9a-f]{64}", text, flags=re.MULTILINE)
    ) == len(pins)
    assert not re.search(r"^\s*--(extra-)?index-url|://", text, flags=re.MULTILINE)


def test_both_lists_agree_on_what_they_share():
    def pins(name):
        text = (PROJECT / name).read_text(encoding="utf-8")
        return dict(re.findall(r"^([\w.-]+)(?:\[[^\]]+\])?==(\S+)", text, flags=re.MULTILINE))

    shop, tools = pins("requirements.txt"), pins("requirements-dev.txt")
    assert {
        name: (shop[name], tools[name]) for name in shop.keys() & tools.keys() if shop[name] != tools[name]
    } == {}
