"""The bench's own browser reads what a server really sends."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tools.bench.client import Browser, form_with

PAGE = b"<p>" + b"x" * 5000


def talk(answers: list[bytes], ask: Callable[[Browser], Awaitable[object]]) -> tuple[object, list[bytes]]:
    """Let a browser talk to a server that gives these answers; return what the browser made of them and what was sent."""
    heard: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while answers:
                head = await reader.readuntil(b"\r\n\r\n")
                length = (
                    int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                    if b"POST" in head
                    else 0
                )
                heard.append(head + await reader.readexactly(length))
                answer = answers.pop(0)
                writer.write(answer)
                await writer.drain()
                if b"Connection: close" in answer or answer == b"":
                    break
        except asyncio.IncompleteReadError:
            pass
        writer.close()

    async def both() -> object:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        browser = Browser(server.sockets[0].getsockname()[1], address="10.0.0.7")
        try:
            return await ask(browser)
        finally:
            await browser.close()
            server.close()

    return asyncio.run(both()), heard


def test_it_reads_bodies_of_known_length_and_in_chunks_on_one_connection():
    sized = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nX-Sql-Statements: 7\r\n\r\n" % len(PAGE) + PAGE
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n6\r\nsecond\r\n0\r\n\r\n"

    async def ask(browser: Browser):
        return await browser.get("/"), await browser.get("/")

    (first, second), _heard = talk([sized, chunked], ask)

    assert (first.status, first.body, first.statements) == (200, PAGE, 7)
    assert (second.body, second.statements) == (b"firstsecond", None)
    assert first.seconds > 0


def test_it_keeps_cookies_until_it_becomes_somebody_else():
    gives = b"HTTP/1.1 303 See Other\r\nSet-Cookie: cart=abc; Path=/\r\nset-cookie: n=1\r\nLocation: /cart/\r\nContent-Length: 0\r\n\r\n"
    plain = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

    async def ask(browser: Browser):
        answer = await browser.post("/cart/add/", {"variant": "a b"})
        await browser.get("/cart/")
        browser.become("10.0.0.8")
        await browser.get("/cart/")
        return answer

    answer, (posted, known, stranger) = talk([gives, plain, plain], ask)

    assert (answer.status, answer.location) == (303, "/cart/")
    assert posted.startswith(b"POST /cart/add/ HTTP/1.1\r\n")
    assert posted.endswith(b"\r\n\r\nvariant=a+b")
    assert b"X-Forwarded-For: 10.0.0.7\r\n" in known
    assert b"Cookie: cart=abc; n=1\r\n" in known
    assert b"X-Forwarded-For: 10.0.0.8\r\n" in stranger
    assert b"Cookie" not in stranger


def test_a_get_on_a_connection_that_the_server_has_ended_is_asked_again_and_a_post_is_not():
    closing = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

    async def ask(browser: Browser):
        await browser.get("/")
        return await browser.get("/")

    # The empty answer ends the connection.
    answer, heard = talk([closing, b"", closing], ask)
    assert (answer.status, len(heard)) == (200, 3)

    async def send(browser: Browser):
        await browser.get("/")
        return await browser.post("/", {})

    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        talk([closing, b"", closing], send)


def test_a_form_is_sent_as_it_stands():
    html = """
    <form action="/search/"><input name="q" value="mug"></form>
    <form method="post"><input type="hidden" name="shown_total" value="12.90">
      <input name="city" value="Тетевен &amp; Ловеч"><input type="checkbox" name="terms">
      <input type="radio" name="payment" value="card"><input type="radio" name="payment" value="cod" checked>
      <select name="country"><option value="AT">A</option><option value="BG" selected>B</option></select>
    </form>
    """

    assert form_with(html, "shown_total") == {
        "shown_total": "12.90",
        "city": "Тетевен & Ловеч",
        "payment": "cod",
        "country": "BG",
    }
    with pytest.raises(LookupError):
        form_with(html, "csrf")
