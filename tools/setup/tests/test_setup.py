"""What a stranger meets first: the machine's check, the stamp, the translations."""

import gettext
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tools.setup import environment
from tools.setup.translations import compile_all

PROJECT = Path(__file__).resolve().parents[3]
SCRIPT = "tools/setup/setup.sh"


def program(path, text):
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def run_script(tmp_path, **more):
    """Run the script with nothing on the PATH but what the test put into tmp_path/bin and a few basic tools."""
    binaries = tmp_path / "bin"
    for name in ("sh", "dirname", "uname", "id"):
        (binaries / name).symlink_to(shutil.which(name))
    return subprocess.run(
        ["/bin/sh", SCRIPT],
        cwd=PROJECT,
        env={"PATH": str(binaries), **more},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def binaries(tmp_path):
    path = tmp_path / "bin"
    path.mkdir()
    return path


def test_a_machine_without_anything_is_told_what_to_install(tmp_path, binaries):
    result = run_script(tmp_path)
    assert result.returncode == 1
    assert "Missing on this machine:\n  - Python 3.11 or newer\n  - make\n" in result.stderr
    assert "apt-get install -y python3 python3-venv make\n" in result.stderr


def test_a_python_that_is_too_old_is_named(tmp_path, binaries):
    program(binaries / "make", "exit 0")
    program(binaries / "python3", "exit 1")
    result = run_script(tmp_path)
    assert result.returncode == 1
    assert "python3 is too old: Python 3.11 or newer is needed" in result.stderr
    assert "apt-get install -y python3 python3-venv\n" in result.stderr


def test_a_python_without_venv_is_named(tmp_path, binaries):
    # Given Debian's Python without python3-venv: new enough, but `import venv, ensurepip` fails
    program(binaries / "make", "exit 0")
    program(binaries / "python3", 'case "$2" in *ensurepip*) exit 1 ;; *) exit 0 ;; esac')
    result = run_script(tmp_path)
    assert result.returncode == 1
    assert "  - Python's venv module\n" in result.stderr
    assert "apt-get install -y python3-venv\n" in result.stderr


def test_another_python_is_found_where_the_first_is_too_old(tmp_path, binaries):
    program(binaries / "make", "exit 0")
    program(binaries / "python3", "exit 1")
    program(
        binaries / "python3.12", 'case "$1" in *environment.py) echo "set up with 3.12" ;; *) exit 0 ;; esac'
    )
    result = run_script(tmp_path)
    assert (result.returncode, result.stdout) == (0, "set up with 3.12\n")


def test_the_stamp_changes_with_any_pinned_package(tmp_path):
    for name in environment.REQUIREMENTS:
        (tmp_path / name).write_text("django==5.2.19\n")
    first = environment.fingerprint(tmp_path)
    assert environment.fingerprint(tmp_path) == first
    (tmp_path / "requirements-dev.txt").write_text("django==5.2.20\n")
    assert environment.fingerprint(tmp_path) != first


def test_a_directory_that_is_no_virtual_environment_is_not_deleted(tmp_path, monkeypatch):
    precious = tmp_path / ".venv" / "precious.txt"
    precious.parent.mkdir()
    precious.touch()
    monkeypatch.setattr(environment, "VENV", precious.parent)
    monkeypatch.setattr(environment, "VENV_PYTHON", precious.parent / "bin" / "python")
    with pytest.raises(environment.SetupFailed, match="no virtual environment"):
        environment.make_venv()
    assert precious.exists()


@pytest.fixture
def catalogue(tmp_path):
    path = tmp_path / "locale" / "bg" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    write_catalogue(path, "Количка")
    return path


def write_catalogue(path, text):
    path.write_text(
        f'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Cart"\nmsgstr "{text}"\n',
        encoding="utf-8",
    )


def translated(path):
    with path.with_suffix(".mo").open("rb") as file:
        return gettext.GNUTranslations(file).gettext("Cart")


def test_translations_are_compiled_without_gettexts_programs(tmp_path, catalogue):
    assert compile_all(tmp_path) == [catalogue.with_suffix(".mo")]
    assert translated(catalogue) == "Количка"
    # Nothing to do the second time
    assert compile_all(tmp_path) == []
    # A newer source is compiled again
    write_catalogue(catalogue, "Кошница")
    later = catalogue.with_suffix(".mo").stat().st_mtime + 5
    os.utime(catalogue, (later, later))
    assert compile_all(tmp_path) == [catalogue.with_suffix(".mo")]
    assert translated(catalogue) == "Кошница"
