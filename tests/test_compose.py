"""compose.yaml and the Dockerfile agree with each other and with the code."""

from pathlib import Path

import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def services():
    return yaml.safe_load((PROJECT / "compose.yaml").read_text(encoding="utf-8"))["services"]


def test_the_shop_waits_for_its_migrations(services):
    for name in ("web", "worker", "beat"):
        assert services[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert services["migrate"]["restart"] == "no"


def test_nothing_but_the_shop_is_reachable_and_that_only_from_the_machine(services):
    assert {name for name, service in services.items() if "ports" in service} == {"web"}
    assert services["web"]["ports"] == ["127.0.0.1:${PORT:-8000}:8000"]


def test_there_is_one_timetable(services):
    with_beat = [
        name
        for name, service in services.items()
        if {"beat", "-B", "--beat"} & set(service.get("command", []))
    ]
    assert with_beat == ["beat"]


def test_no_secret_is_written_down(services):
    password = "${POSTGRES_PASSWORD:?set it in .env}"
    assert services["postgres"]["environment"]["POSTGRES_PASSWORD"] == password
    assert (
        services["web"]["environment"]["DATABASE_URL"] == f"postgresql://shop:{password}@postgres:5432/shop"
    )


def test_the_image_runs_as_nobody_special_and_finds_the_code():
    lines = (PROJECT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert "USER shop" in lines
    assert any("PYTHONPATH=/app:/app/site" in line for line in lines)
    # What the image copies must not contain the machine's data and secrets
    ignored = (PROJECT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {".env", "var", ".venv", ".git"} <= set(ignored)
