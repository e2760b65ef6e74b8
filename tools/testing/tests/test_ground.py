"""What the suite itself stands on."""

import os
import subprocess
import sys

import psycopg
import pytest
import redis

from tools.postgres import Cluster
from tools.testing.databases import PREFIX, clear_leftovers, fingerprint


@pytest.mark.redis
def test_the_redis_is_a_real_one(redis_url):
    client = redis.Redis.from_url(redis_url)
    client.set("vitrina:probe", "чай", ex=5)
    assert client.get("vitrina:probe").decode() == "чай"
    assert 0 < client.ttl("vitrina:probe") <= 5


@pytest.mark.browser
def test_the_browser_runs_scripts_and_shows_cyrillic(browser):
    page = browser.new_page()
    page.set_content(
        "<h1>Количка</h1><script>document.title = document.querySelector('h1').textContent.length</script>"
    )
    assert (page.title(), page.inner_text("h1")) == ("7", "Количка")
    page.close()


def test_the_fingerprint_follows_the_migrations(tmp_path):
    migration = tmp_path / "orders" / "migrations" / "0001_initial.py"
    migration.parent.mkdir(parents=True)
    migration.write_text("first")
    (tmp_path / "requirements.txt").write_text("django==5.2.19")
    before = fingerprint(tmp_path)
    assert fingerprint(tmp_path) == before
    migration.write_text("second")
    assert fingerprint(tmp_path) != before


def test_leftovers_of_killed_runs_are_dropped_and_nothing_else():
    # Given a server with what a killed run left, a template of older migrations, and the present one
    cluster = Cluster(f"leftovers_{os.getpid()}")
    try:
        server = cluster.start()
        current = PREFIX + fingerprint()
        with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
            for name in ("test_vitrina_1", "checks_1", f"{PREFIX}outdated", current):
                connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        # When the first run of the next day clears up
        clear_leftovers(server)
        # Then the shop's, the broker's and the present template stay
        with psycopg.connect(cluster.url("postgres")) as connection:
            rows = connection.execute("SELECT datname FROM pg_database WHERE NOT datistemplate").fetchall()
        assert {row[0] for row in rows} == {"postgres", "vitrina", "broker", current}
    finally:
        cluster.remove()


def test_a_check_that_does_not_exist_is_refused():
    result = subprocess.run(
        [sys.executable, "-m", "tools.checks", "--only", "nonsense"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 2
    assert "no such check: nonsense; there are ruff, format, templates" in result.stderr
