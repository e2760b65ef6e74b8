"""The access log tells what was asked, not who asked and not with which secret."""

import gc
import io
import logging
import sys
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from gunicorn.app.wsgiapp import WSGIApplication

PROJECT = Path(__file__).resolve().parents[1]


@pytest.fixture
def config(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["gunicorn", "--config", str(PROJECT / "gunicorn.conf.py")])
    monkeypatch.setenv("WEB_BIND", "127.0.0.1:9999")
    monkeypatch.setenv("WEB_CONCURRENCY", "3")
    return WSGIApplication("%(prog)s").cfg


def logged(config, path, query=""):
    logger = config.logger_class(config)
    output = io.StringIO()
    logger.access_log.handlers = [logging.StreamHandler(output)]
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": f"{path}?{query}",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "203.0.113.7",
        "HTTP_USER_AGENT": "Browser of Ana",
        "HTTP_REFERER": "https://mail.example/ana",
    }
    response = SimpleNamespace(status="200 OK", sent=512, headers=[("X-Correlation-ID", "abc123")])
    request = SimpleNamespace(headers=[])
    logger.access(response, request, environ, timedelta(milliseconds=42))
    return output.getvalue()


def test_a_line_tells_method_path_status_size_time_and_correlation_id(config):
    assert (
        logged(config, "/rasteniya/", "q=ana@example.com") == "GET /rasteniya/ 200 512 bytes 42 ms [abc123]\n"
    )


def test_a_signed_order_link_is_blanked(config):
    line = logged(config, "/orders/eyJvcmRlciI6MTAwMX0:1vXyZa:secret-signature/")
    assert "secret-signature" not in line
    assert line.startswith("GET /orders/[link]")


def test_health_checks_are_not_logged(config):
    assert logged(config, "/healthz") == ""


def test_what_differs_between_machines_comes_from_the_environment(config):
    assert (config.address, config.workers) == ([("127.0.0.1", 9999)], 3)


def test_a_worker_leaves_what_it_loaded_out_of_the_garbage_collection(config):
    threshold = gc.get_threshold()
    try:
        config.post_worker_init(None)

        assert gc.get_freeze_count() > 0
        assert gc.get_threshold() == (20_000, 20, 20)
    finally:
        gc.unfreeze()
        gc.set_threshold(*threshold)
