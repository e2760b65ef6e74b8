"""What goes in by SMTP can be read at the local address."""

import asyncio
import smtplib
import sys
import urllib.error
import urllib.request
from email.message import EmailMessage

import pytest

from tools.mail_sink.server import running
from tools.mail_sink.store import MailStore
from tools.testing.redis_server import free_port


class Sink:
    """The addresses of a running sink."""

    def __init__(self, smtp_port, http_port, maildir):
        self.smtp_port, self.http_port, self.maildir = smtp_port, http_port, maildir


def with_sink(tmp_path, story):
    """Run the blocking `story(sink)` while a sink serves on free ports."""
    sink = Sink(free_port(), free_port(), tmp_path / "mail")

    async def scene():
        async with running(MailStore(sink.maildir), smtp_port=sink.smtp_port, http_port=sink.http_port):
            await asyncio.to_thread(story, sink)

    asyncio.run(scene())


def order_mail(subject="Поръчка 1001 е приета", html="<h1>Благодарим</h1><script>alert(1)</script>"):
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = (
        subject,
        "Магазин <shop@vitrina.example>",
        "Ана <ana@example.com>",
    )
    mail.set_content("Благодарим за поръчката.")
    mail.add_alternative(html, subtype="html")
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="договор.pdf")
    return mail


def send(sink, mail):
    with smtplib.SMTP("127.0.0.1", sink.smtp_port, timeout=10) as smtp:
        smtp.send_message(mail)


def fetch(sink, path="/", headers=None):
    request = urllib.request.Request(f"http://127.0.0.1:{sink.http_port}{path}", headers=headers or {})
    with urllib.request.urlopen(request, timeout=10) as response:
        return response.read().decode(), response.headers


def keys(sink):
    return [mail.key for mail in MailStore(sink.maildir).latest()]


def test_a_mail_is_kept_on_disk_and_listed_newest_first(tmp_path):
    def story(sink):
        # When two mails are sent
        send(sink, order_mail(subject="Първа"))
        send(sink, order_mail(subject="Втора"))
        # Then both are listed, the later one above
        page, _ = fetch(sink)
        assert page.index("Втора") < page.index("Първа")
        assert "ana@example.com" in page

    with_sink(tmp_path, story)
    # And they survive the server
    assert [mail.subject for mail in MailStore(tmp_path / "mail").latest()] == ["Втора", "Първа"]


def test_a_mail_shows_its_parts_with_the_html_locked_away(tmp_path):
    def story(sink):
        send(sink, order_mail())
        [key] = keys(sink)
        page, _ = fetch(sink, f"/mail/{key}")
        # The text and the headers are on the page, the HTML only in a frame without scripts and origin
        assert "Благодарим за поръчката." in page
        assert "договор.pdf" in page
        assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page
        assert "<script>" not in page
        html, headers = fetch(sink, f"/mail/{key}/html")
        assert "<h1>Благодарим</h1>" in html
        assert headers["Content-Security-Policy"].startswith("sandbox allow-popups ")
        assert "script-src" not in headers["Content-Security-Policy"]
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        attachment, _ = fetch(sink, f"/mail/{key}/attachment/0")
        assert attachment == "%PDF-1.7"

    with_sink(tmp_path, story)


def test_markup_in_a_subject_stays_text(tmp_path):
    def story(sink):
        send(sink, order_mail(subject="<b>5 < 6</b>"))
        page, _ = fetch(sink)
        assert "&lt;b&gt;5 &lt; 6&lt;/b&gt;" in page
        assert "<b>5" not in page

    with_sink(tmp_path, story)


@pytest.mark.parametrize("path", ["/mail/unknown", "/mail/..%2f..%2fetc%2fpasswd", "/mail/.hidden", "/other"])
def test_what_is_not_a_mail_is_not_found(tmp_path, path):
    def story(sink):
        with pytest.raises(urllib.error.HTTPError) as refused:
            fetch(sink, path)
        assert refused.value.code == 404

    with_sink(tmp_path, story)


def test_another_host_name_is_refused(tmp_path):
    def story(sink):
        send(sink, order_mail())
        with pytest.raises(urllib.error.HTTPError) as refused:
            fetch(sink, "/", headers={"Host": f"attacker.example:{sink.http_port}"})
        assert refused.value.code == 403

    with_sink(tmp_path, story)


def test_the_command_stops_on_sigterm(tmp_path):
    # Given the sink as the demo starts it
    async def scene():
        smtp_port, http_port = free_port(), free_port()
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tools.mail_sink", "--smtp-port", str(smtp_port), "--http-port", str(http_port),
            "--maildir", str(tmp_path / "mail"), stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        line = await asyncio.wait_for(process.stdout.readline(), timeout=20)
        assert line.decode() == f"SMTP on 127.0.0.1:{smtp_port}, mails at http://localhost:{http_port}/\n"
        # When it is told to stop, it ends without a fault
        process.terminate()
        assert await asyncio.wait_for(process.wait(), timeout=10) == 0

    asyncio.run(scene())
