"""Rules of templates and stylesheets that no linter knows: the content security policy, the tokens, the first lines."""

import re
from itertools import accumulate

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.utils.translation import override

TEMPLATES = settings.BASE_DIR / "templates"
STYLES = settings.BASE_DIR / "static" / "css"
# Mails carry their styles with them; the staff's screens live under the admin's own policy.
SHOP_TEMPLATES = sorted(
    path
    for path in TEMPLATES.rglob("*.html")
    if "staff" not in path.parts and "emails" not in path.parts and "icons" not in path.parts
)
SHOP_STYLES = [*STYLES.glob("*.css"), *STYLES.glob("components/*.css"), *STYLES.glob("pages/*.css")]


def name_of(path):
    return path.relative_to(settings.BASE_DIR).as_posix()


@pytest.mark.parametrize("path", SHOP_TEMPLATES, ids=name_of)
def test_a_template_compiles_says_what_it_needs_and_has_nothing_inline(path):
    text = path.read_text()

    get_template(path.relative_to(TEMPLATES).as_posix())

    assert text.startswith("{# ")
    assert not re.search(r"""\sstyle=["']|\son[a-z]+=["']|<style""", text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


@pytest.mark.parametrize("path", [path for path in SHOP_STYLES if path.name != "tokens.css"], ids=name_of)
def test_colours_are_stated_in_the_tokens_only(path):
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)

    assert not re.search(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(", text)


@pytest.mark.parametrize("path", [*SHOP_STYLES, *STYLES.glob("admin/*.css")], ids=name_of)
def test_every_rule_of_a_stylesheet_is_closed(path):
    """A lost brace takes all that follows into a media query, and no browser complains."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)

    depth = list(accumulate((character == "{") - (character == "}") for character in text))

    assert min(depth) == 0
    assert depth[-1] == 0


def test_every_token_that_is_used_exists():
    used, stated = set(), set()
    for path in SHOP_STYLES:
        text = path.read_text()
        used |= set(re.findall(r"var\((--[\w-]+)", text))
        stated |= set(re.findall(r"^\s*(--[\w-]+):", text, flags=re.MULTILINE))
    # Named with a fallback where it is used: whoever includes the element may set it.
    used -= {"--stack-gap", "--notice-color"}

    assert used - stated == set()


@pytest.mark.parametrize("language", ["bg", "en"])
@pytest.mark.parametrize("status", ["400", "403", "404", "410", "429", "500", "403_csrf"])
def test_an_error_page_needs_neither_request_nor_database(status, language):
    with override(language):
        html = get_template(f"{status}.html").render({})

    assert "<h1>" in html
    assert status[:3] in html
    assert "csrfmiddlewaretoken" not in html


def test_a_class_has_its_home_in_one_stylesheet():
    """Two parts with one name undo each other's looks on some third page; what is printed may be hidden from anywhere."""
    homes: dict[str, set[str]] = {}
    for path in SHOP_STYLES:
        text = re.sub(r"/\*.*?\*/|@media print \{.*?\n  \}", "", path.read_text(), flags=re.DOTALL)
        for selectors in re.findall(r"^\s+([^{}@]+)\{", text, flags=re.MULTILINE):
            for selector in map(str.strip, selectors.split(",")):
                if re.fullmatch(r"\.[\w-]+", selector):
                    homes.setdefault(selector, set()).add(name_of(path))

    assert len(homes) > 200
    assert {selector: files for selector, files in homes.items() if len(files) > 1} == {}
