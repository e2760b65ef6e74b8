"""config.env: how settings read the environment."""

import pytest

from config.env import Env, EnvironmentFault, broker_url, database_config, with_database_name


def test_text_comes_from_the_variable_or_the_default():
    env = Env({"NAME": "value", "EMPTY": ""})
    assert env.str("NAME") == "value"
    assert env.str("MISSING") is None
    assert env.str("MISSING", default="other") == "other"
    # compose files and CI systems pass unset variables on as empty ones
    assert env.str("EMPTY", default="other") == "other"


def test_every_name_that_was_asked_for_is_remembered():
    env = Env({})
    env.str("A", default="")
    env.bool("B")
    env.int("C", default=1)
    env.list("D")
    env.url("E", default="")
    with pytest.raises(EnvironmentFault):
        env.required("F")
    assert env.names_read == {"A", "B", "C", "D", "E", "F"}


@pytest.mark.parametrize(
    "text,expected",
    [
        ("1", True),
        ("true", True),
        ("YES", True),
        (" on ", True),
        ("0", False),
        ("False", False),
        ("no", False),
    ],
)
def test_yes_and_no_have_several_spellings(text, expected):
    assert Env({"FLAG": text}).bool("FLAG", default=not expected) is expected


def test_anything_else_is_no_yes_and_no_no():
    # "ture" must not quietly switch a safety off
    with pytest.raises(EnvironmentFault, match="FLAG must be one of"):
        Env({"FLAG": "ture"}).bool("FLAG")


def test_whole_numbers_only():
    assert Env({"N": " 12 "}).int("N", default=1) == 12
    assert Env({"N": "-3"}).int("N") == -3
    assert Env({}).int("N", default=7) == 7
    for text in ("1.5", "1_000", "1e3", "٣", "x"):
        with pytest.raises(EnvironmentFault, match="N must be a whole number"):
            Env({"N": text}).int("N")


def test_a_list_is_separated_by_commas():
    assert Env({"HOSTS": "shop.example, www.shop.example,,"}).list("HOSTS") == [
        "shop.example",
        "www.shop.example",
    ]
    default = ["localhost"]
    result = Env({}).list("HOSTS", default=default)
    assert result == ["localhost"]
    # The caller's default is not handed out to be changed
    assert result is not default


def test_a_url_is_absolute_and_loses_its_last_slash():
    assert Env({"SITE_URL": "https://shop.example/"}).url("SITE_URL") == "https://shop.example"
    with pytest.raises(EnvironmentFault, match="SITE_URL must be an absolute URL"):
        Env({"SITE_URL": "shop.example"}).url("SITE_URL")


def test_a_secret_may_come_from_a_file(tmp_path):
    file = tmp_path / "key"
    file.write_text("hidden\n")
    assert Env({"SECRET_KEY_FILE": str(file)}).required("SECRET_KEY") == "hidden"


def test_two_sources_of_one_secret_are_refused(tmp_path):
    with pytest.raises(EnvironmentFault, match="Both SECRET_KEY and SECRET_KEY_FILE"):
        Env({"SECRET_KEY": "a", "SECRET_KEY_FILE": str(tmp_path)}).str("SECRET_KEY")


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(EnvironmentFault, match="SECRET_KEY_FILE cannot be read: No such file"):
        Env({"SECRET_KEY_FILE": str(tmp_path / "nothing")}).str("SECRET_KEY")


def test_a_missing_secret_is_named():
    with pytest.raises(EnvironmentFault, match="SECRET_KEY is not set"):
        Env({}).required("SECRET_KEY")


def test_a_fault_never_repeats_the_value():
    with pytest.raises(EnvironmentFault) as fault:
        database_config("mysql://root:hunter2@db/shop")
    assert "hunter2" not in str(fault.value)


def test_a_database_on_another_machine():
    assert database_config(
        "postgresql://shop:p%40ss%2Fword@db.example:6432/sh%6Fp?sslmode=require&connect_timeout=5"
    ) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "shop",
        "USER": "shop",
        "PASSWORD": "p@ss/word",
        "HOST": "db.example",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "require", "connect_timeout": "5"},
    }


def test_a_database_behind_a_unix_socket():
    config = database_config("postgresql://postgres@/vitrina?host=/var/run/shop&port=5433")
    assert (config["HOST"], config["PORT"], config["NAME"], config["USER"]) == (
        "/var/run/shop",
        "5433",
        "vitrina",
        "postgres",
    )
    assert config["OPTIONS"] == {}


@pytest.mark.parametrize("url", ["sqlite:///db.sqlite3", "mysql://db/shop", "vitrina", ""])
def test_any_other_database_is_refused(url):
    with pytest.raises(EnvironmentFault, match="PostgreSQL only"):
        database_config(url)


def test_a_database_needs_a_name():
    with pytest.raises(EnvironmentFault, match="names no database"):
        database_config("postgresql://db.example/")


def test_the_queue_lives_beside_the_shop():
    url = "postgresql://shop:p%40ss@db.example:6432/shop?sslmode=require"
    assert (
        with_database_name(url, "other") == "postgresql://shop:p%40ss@db.example:6432/other?sslmode=require"
    )
    assert broker_url(url) == "sqla+postgresql+psycopg://shop:p%40ss@db.example:6432/broker?sslmode=require"
    assert broker_url("postgres:///shop?host=/run/pg", database="queue", prefix="db+") == (
        "db+postgresql+psycopg:///queue?host=/run/pg"
    )
