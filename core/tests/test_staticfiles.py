"""The stylesheet is collected as one file, and says so when it cannot be."""

import re

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, InMemoryStorage

from core.staticfiles import BundledStaticFilesStorage, BundlingError, bundle_stylesheet


def sources_of(**files):
    storage = InMemoryStorage()
    for name, text in files.items():
        storage.save(name, ContentFile(text.encode()))
    return {name: (storage, name) for name in files}


def test_every_import_is_replaced_by_the_file_it_names():
    sources = sources_of(
        **{
            "css/main.css": '@layer a, b;\n@import url("a.css");\n@import url("parts/b.css");\n',
            "css/a.css": "@layer a { p { color: red; } }\n",
            "css/parts/b.css": "@layer b { p { color: blue; } }\n",
        }
    )

    assert bundle_stylesheet(sources) == (
        "@layer a, b;\n@layer a { p { color: red; } }\n@layer b { p { color: blue; } }\n"
    )


def test_a_missing_part_is_refused():
    sources = sources_of(**{"css/main.css": '@import url("gone.css");\n'})

    with pytest.raises(BundlingError, match=r"css/gone\.css"):
        bundle_stylesheet(sources)


def test_a_part_in_another_folder_must_not_refer_to_files():
    sources = sources_of(
        **{
            "css/main.css": '@import url("parts/b.css");\n',
            "css/parts/b.css": 'p { background: url("x.svg"); }\n',
        }
    )

    with pytest.raises(BundlingError, match=r"css/parts/b\.css"):
        bundle_stylesheet(sources)


def test_the_collected_stylesheet_of_the_shop_is_one_file_with_hashed_fonts(tmp_path):
    # given the shop's own static files, collected as production does
    source = FileSystemStorage(location=settings.BASE_DIR / "static")
    names = [
        path.relative_to(settings.BASE_DIR / "static").as_posix()
        for path in (settings.BASE_DIR / "static").rglob("*")
        if path.is_file()
    ]
    target = StaticFilesStorage(location=tmp_path, base_url="/static/")
    for name in names:
        with source.open(name) as file:
            target.save(name, file)
    storage = BundledStaticFilesStorage(location=tmp_path, base_url="/static/")

    # when
    results = list(storage.post_process({name: (source, name) for name in names}))

    # then
    assert [result for result in results if isinstance(result[2], Exception)] == []
    css = (tmp_path / storage.stored_name("css/main.css")).read_text()
    assert "@import" not in css
    assert css.index("@layer tokens, base, layout, components, pages;") < css.index("@font-face")
    fonts = re.findall(r'url\("(\.\./fonts/[^"]+)"\)', css)
    assert len(fonts) == 5
    assert all((tmp_path / "css" / font).resolve().is_file() for font in fonts)
    assert all(re.search(r"\.[0-9a-f]{12}\.woff2$", font) for font in fonts)


def test_every_stylesheet_of_the_shop_is_named_in_main():
    folder = settings.BASE_DIR / "static" / "css"
    named = set(re.findall(r'@import url\("([^"]+)"\)', (folder / "main.css").read_text()))
    # css/admin belongs to the staff's screens and is loaded there.
    files = [*folder.glob("*.css"), *folder.glob("components/*.css"), *folder.glob("pages/*.css")]

    assert named == {file.relative_to(folder).as_posix() for file in files} - {"main.css"}
