"""Descriptions from elsewhere: what survives, what never does, and that the editor keeps it as it is."""

import pytest
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from core.blocks import RICH_TEXT
from products.importers.readers.rich_text import plain, rich_text


@pytest.mark.parametrize(
    "source,written",
    [
        ("", ""),
        ("Само текст & още\n\nВтори", "<p>Само текст &amp; още</p><p>Втори</p>"),
        ("<p>Просто</p>", "<p>Просто</p>"),
        ("<h1>Заглавие</h1><h4>Под</h4>", "<h2>Заглавие</h2><h3>Под</h3>"),
        ("<p><strong>Дебел</strong> и <em>тънък</em></p>", "<p><b>Дебел</b> и <i>тънък</i></p>"),
        ("<div>Едно<div>Две</div>Три</div>", "<p>Едно</p><p>Две</p><p>Три</p>"),
        ("Едно<br>Две<br><br>Три", "<p>Едно<br/>Две</p><p>Три</p>"),
        (
            "<ul><li>А<ul><li>Б</li></ul></li><li>В</li></ul>",
            "<ul><li>А<ul><li>Б</li></ul></li><li>В</li></ul>",
        ),
        ("<ul><ul><li>А</li></ul>Б</ul>", "<ul><li><ul><li>А</li></ul></li><li>Б</li></ul>"),
        ("Сол &amp; пипер", "<p>Сол &amp; пипер</p>"),
        ("&lt;b&gt;", "<p>&lt;b&gt;</p>"),
        ("<ul><li><p>А</p></li></ul>", "<ul><li>А</li></ul>"),
        (
            "<table><tr><th>Тегло</th><td>2 кг</td></tr><tr><td>1</td><td>2</td><td>3</td></tr></table>",
            "<p>Тегло: 2 кг</p><p>1 · 2 · 3</p>",
        ),
        (
            '<p><a href="https://example.com/?a=1&amp;b=2">там</a></p>',
            '<p><a href="https://example.com/?a=1&amp;b=2">там</a></p>',
        ),
        ('<p><a href="javascript:alert(1)">там</a></p>', "<p>там</p>"),
        ('<p><a href="#section">там</a></p>', "<p>там</p>"),
        (
            '<p onclick="alert(1)" style="color:red">Текст</p><script>alert(1)</script><style>p{}</style>',
            "<p>Текст</p>",
        ),
        ('<iframe src="https://evil.example"></iframe><p>След</p>', "<p>След</p>"),
        ("<p></p><p>&nbsp;</p><h2></h2><p>Има</p>", "<p>Има</p>"),
        ("<p>Преди<hr>След</p>", "<p>Преди</p><hr/><p>След</p>"),
        ("<p>Незатворен <b>таг", "<p>Незатворен <b>таг</b></p>"),
        ("<svg><script>alert(1)</script></svg><p>5 < 6</p>", "<p>5 &lt; 6</p>"),
    ],
)
def test_it_becomes_what_the_editor_can_write(source, written):
    assert rich_text(source).html == written


def test_pictures_are_left_out_and_said():
    cleaned = rich_text('<p>Преди <img src="x" onerror="alert(1)"> след</p>')
    assert (cleaned.html, len(cleaned.notices)) == ("<p>Преди след</p>", 1)


UGLY = """<div class="x"><h1>Чаша</h1><p>Голяма <span style="x"><strong>керамична</strong></span> чаша.<br>Мие се лесно.</p>
<ul>
  <li>Глина</li>
  <li>0,4 л <em>точно</em></li>
</ul><hr><p><a href="https://example.com">Още</a></p></div>"""


def test_the_editor_opens_and_saves_it_without_a_change():
    written = rich_text(UGLY).html
    converter = ContentstateConverter(features=RICH_TEXT)
    saved = converter.to_database_format(converter.from_database_format(written))
    again = converter.to_database_format(converter.from_database_format(saved))
    assert saved == again
    # Wagtail gives each block a key; without those both are the same.
    import_free = "".join(
        part.split(">", 1)[-1] if part.startswith(" data-block-key") else part for part in [saved]
    )
    for words in (
        "<h2",
        "<b>керамична</b>",
        "<br/>Мие се лесно.",
        "<li",
        "<i>точно</i>",
        "<hr/>",
        'href="https://example.com"',
    ):
        assert words in import_free


def test_a_summary_has_no_tags():
    assert plain("<p>Голяма <b>чаша</b></p>\n<p>за чай &amp; още</p>") == "Голяма чаша за чай & още"


def test_paragraphs_do_not_grow_together_in_a_summary():
    assert plain("<p>Голяма</p><p>чаша<br>за <b>ч</b>ай</p>") == "Голяма чаша за чай"
