"""Letters: rendered from `templates/mail` in the reader's language, then handed to SMTP or put into a folder."""

from __future__ import annotations

import secrets
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from babel.support import Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reviewer.settings import Settings

_HERE = Path(__file__).parent
_PACKAGED = _HERE / "web" / "templates"
_TEMPLATES = (_PACKAGED if _PACKAGED.is_dir() else _HERE.parent / "templates") / "mail"
_TRANSLATIONS = _HERE / "web" / "translations"
_SECONDS = 20
_SMTP_PORT, _SMTPS_PORT = 587, 465


class Transport(Protocol):
    """Takes one finished letter; raises OSError (smtplib's errors are) when it cannot now."""

    def deliver(self, letter: EmailMessage) -> None:
        """Hand it over."""
        ...


class FolderTransport:
    """Every letter becomes an .eml file: for development, and for conferences that send by themselves."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def deliver(self, letter: EmailMessage) -> None:
        """Write the file; it has no name of a person, since folders are listed more freely than mails are read."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._folder / f"{secrets.token_hex(8)}.eml"
        path.write_bytes(letter.as_bytes())
        path.chmod(0o600)


class SmtpTransport:
    """An SMTP server: `smtp://` turns to TLS by STARTTLS where offered, `smtps://` speaks it from the start."""

    def __init__(self, url: SplitResult) -> None:
        self._url = url

    def deliver(self, letter: EmailMessage) -> None:
        """One connection a letter: there are few, and a stale connection would lose one."""
        with self._connect() as server:
            if self._url.username:
                server.login(unquote(self._url.username), unquote(self._url.password or ""))
            server.send_message(letter)

    def _connect(self) -> smtplib.SMTP:
        host = self._url.hostname or "localhost"
        context = ssl.create_default_context()
        if self._url.scheme == "smtps":
            return smtplib.SMTP_SSL(host, self._url.port or _SMTPS_PORT, timeout=_SECONDS, context=context)
        server = smtplib.SMTP(host, self._url.port or _SMTP_PORT, timeout=_SECONDS)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=context)
        elif self._url.username:
            server.close()
            raise smtplib.SMTPNotSupportedError("the server offers no TLS, and a password is not sent without it")
        return server


class Mailer:
    """Renders the outbox's rows and hands them to the transport of the settings."""

    def __init__(self, settings: Settings) -> None:
        url = urlsplit(settings.mail_url)
        self._sender = settings.mail_sender
        self._transport: Transport = (
            FolderTransport(Path(unquote(url.path))) if url.scheme == "file" else SmtpTransport(url)
        )

    def send(self, *, address: str, template: str, locale: str, parameters: dict[str, Any]) -> None:
        """Render and hand over; raises OSError when the transport cannot now."""
        subject, body = render(template, locale, parameters)
        letter = EmailMessage()
        letter["From"] = self._sender
        letter["To"] = address
        letter["Subject"] = subject
        letter["Date"] = formatdate()
        letter["Message-ID"] = make_msgid(domain=self._sender.rpartition("@")[2] or "localhost")
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(body)
        self._transport.deliver(letter)


def render(template: str, locale: str, parameters: dict[str, Any]) -> tuple[str, str]:
    """Subject and body of a letter in a language (English where a sentence has no translation)."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        autoescape=False,  # noqa: S701 - plain text: nothing in it is markup
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_translations(  # type: ignore[attr-defined]  # added by the extension
        Translations.load(str(_TRANSLATIONS), [locale]), newstyle=True
    )
    text = environment.get_template(f"{template}.txt").render(parameters)
    subject, _blank, body = text.partition("\n\n")
    return " ".join(subject.removeprefix("Subject:").split()), body.strip() + "\n"
