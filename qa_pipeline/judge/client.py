"""The connection to a server that speaks the OpenAI chat protocol: one question, one reply, bounded in time and size.

It goes to the owner's address and nowhere else: no redirect is followed, no proxy of the environment is used.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, ValidationError

from qa_pipeline.errors import MissingExtra, UsageError
from qa_pipeline.judge.answer import SCHEMA, NoAnswer

log = logging.getLogger(__name__)

FIRST_WAIT, LONGEST_WAIT = 0.5, 8.0
"""Seconds before the second attempt, and at most before any; each wait is twice the one before it."""

FAILURES, REST = 3, 60.0
"""Questions in a row whose attempts were used up, after which the server is left alone for so many seconds: a batch of
calls does not wait for a judge that is away."""

MOST_BYTES = 1_000_000
"""A reply that is longer holds no answer of the form that was asked for."""

PASSING = frozenset({408, 409, 425, 429})
"""Statuses beside 5xx after which another attempt may go better."""

REFUSED_FORMAT = frozenset({400, 422})
"""Statuses that a server which does not know JSON schemas answers one with."""

Messages = Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Server:
    """Where the model is, as the owner set it. `timeout` is in seconds and of one attempt; `retries` come after it."""

    url: str
    model: str
    key: str = field(default="", repr=False)
    timeout: float = 60.0
    retries: int = 2

    @property
    def longest(self) -> float:
        """Seconds after which no further attempt begins."""
        return self.timeout * (self.retries + 1)

    @property
    def host(self) -> str:
        """The address without its path."""
        return urlsplit(self.url).netloc


def checked(server: Server) -> Server:
    """The server; raises UsageError naming the setting that is wrong, MissingExtra without the package."""
    _check_url(server.url)
    if not server.model:
        raise UsageError("CALLQA_JUDGE_MODEL: is empty; it names the model as the server at CALLQA_JUDGE_URL does")
    if not server.key.isascii() or not server.key.isprintable():
        raise UsageError("CALLQA_JUDGE_KEY: has characters that no key has")
    try:
        import httpx  # noqa: F401  # whether it is there
    except ImportError:
        raise MissingExtra("CALLQA_JUDGE_URL needs httpx: pip install 'callqa[judge]'") from None
    return server


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0 and url.isascii()
    except ValueError:  # a bracket or a port that is none
        sound = False
    if any(mark in url for mark in "@?#"):
        # Not shown: it may hold a password.
        raise UsageError(f"CALLQA_JUDGE_URL: has more than host and path ({_EXAMPLE}); a key goes to CALLQA_JUDGE_KEY")
    if not sound or any(char.isspace() for char in url):
        raise UsageError(f"CALLQA_JUDGE_URL={url}: not an http:// or https:// address such as {_EXAMPLE}")


class ChatClient:
    """Asks one server. It learns whether the server keeps to a JSON schema, and asks for JSON alone where not."""

    def __init__(
        self,
        server: Server,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.server = checked(server)
        import httpx

        self._sleep, self._clock = sleep, clock
        self._failures, self._rests_until = 0, 0.0
        self._formats = [_SCHEMA_FORMAT, _JSON_FORMAT]
        headers = {"Accept-Encoding": "identity"}  # a packed reply could grow past MOST_BYTES at once
        if server.key:
            headers["Authorization"] = f"Bearer {server.key}"
        self._http = httpx.Client(headers=headers, timeout=server.timeout, follow_redirects=False, trust_env=False)

    def ask(self, messages: Messages) -> str:
        """The text of the reply; raises NoAnswer once the attempts, or the time for them, are used up.

        While the server is left alone it does so at once.
        """
        if self._clock() < self._rests_until:
            raise NoAnswer(f"it left the last {FAILURES} questions unanswered, and is not asked for {REST:g} s")
        try:
            reply = self._attempted(messages)
        except _Passing:
            self._failures += 1
            if self._failures >= FAILURES:
                self._failures, self._rests_until = 0, self._clock() + REST
                log.warning("the judge at %s does not answer: it is not asked for %g s", self.server.host, REST)
            raise
        self._failures = 0
        return reply

    def _attempted(self, messages: Messages) -> str:
        """The text of the reply; raises _Passing once the attempts, or the time for them, are used up."""
        ends = time.monotonic() + self.server.longest
        wait, attempts = FIRST_WAIT, self.server.retries + 1
        for attempt in range(1, attempts + 1):
            try:
                return self._in_some_format(messages)
            except _Passing as passing:
                pause = min(max(wait, passing.wanted), LONGEST_WAIT)
                if attempt == attempts or time.monotonic() + pause >= ends:
                    raise _Passing(f"{passing.reason} ({_times(attempt)})") from None
            self._sleep(pause)
            wait *= 2
        raise AssertionError("the last attempt returns or raises")

    def models(self) -> tuple[str, ...]:
        """The models that the server lists; raises NoAnswer where it does not answer so."""
        status, body = self._exchange("GET", "/models", None)
        if status != 200:
            raise NoAnswer(_refusal(status))
        try:
            return tuple(one.id for one in _Models.model_validate_json(body).data)
        except ValidationError:
            raise NoAnswer("its list of models is not of the OpenAI protocol") from None

    def _in_some_format(self, messages: Messages) -> str:
        for form in tuple(self._formats):
            asked = {"model": self.server.model, "messages": list(messages), "temperature": 0, "response_format": form}
            status, body = self._exchange("POST", "/chat/completions", asked)
            if status == 200:
                self._formats = [form]
                return _content(body)
            if status not in REFUSED_FORMAT:
                break
        log.warning("the judge at %s refused: HTTP %d", self.server.host, status)  # its answer may quote the call
        raise NoAnswer(_refusal(status))

    def _exchange(self, method: str, path: str, asked: Mapping[str, Any] | None) -> tuple[int, bytes]:
        """Status and body of one request; raises _Passing where another attempt may go better."""
        import httpx

        ends = time.monotonic() + self.server.timeout
        try:
            with self._http.stream(method, self.server.url.rstrip("/") + path, json=asked) as response:
                if response.status_code in PASSING or response.status_code >= 500:
                    raise _Passing(_refusal(response.status_code), wanted=_retry_after(response.headers))
                return response.status_code, _bounded(response.iter_bytes(), ends, self.server.timeout)
        except httpx.TimeoutException:
            raise _Passing(_late(self.server.timeout)) from None
        except httpx.HTTPError as error:
            raise _Passing(f"{self.server.host} cannot be reached ({type(error).__name__})") from None


class _Passing(NoAnswer):
    """Why an attempt failed that may go better later; `wanted` has the seconds that the server asks to wait."""

    def __init__(self, reason: str, *, wanted: float = 0.0) -> None:
        super().__init__(reason)
        self.wanted = wanted


class _Message(BaseModel):
    content: str


class _Choice(BaseModel):
    message: _Message


class _Reply(BaseModel):
    choices: tuple[_Choice, ...] = Field(min_length=1)


class _Model(BaseModel):
    id: str


class _Models(BaseModel):
    data: tuple[_Model, ...]


_EXAMPLE = "http://127.0.0.1:11434/v1"
_SCHEMA_FORMAT = {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": SCHEMA}}
_JSON_FORMAT = {"type": "json_object"}


def _content(body: bytes) -> str:
    try:
        return _Reply.model_validate_json(body).choices[0].message.content
    except ValidationError:
        raise NoAnswer("its reply is not of the OpenAI protocol") from None


def _bounded(chunks: Any, ends: float, timeout: float) -> bytes:
    body = b""
    for chunk in chunks:
        body += chunk
        if len(body) > MOST_BYTES:
            raise NoAnswer(f"its reply is longer than {MOST_BYTES} bytes")
        if time.monotonic() > ends:
            raise _Passing(_late(timeout))
    return body


def _retry_after(headers: Mapping[str, str]) -> float:
    told = headers.get("retry-after", "")
    return float(told) if told.isdecimal() else 0.0


def _refusal(status: int) -> str:
    if 300 <= status < 400:
        return f"it sends elsewhere (HTTP {status}), which is not followed"
    return f"it answers HTTP {status}" + (", see CALLQA_JUDGE_KEY" if status in (401, 403) else "")


def _late(timeout: float) -> str:
    return f"no reply within {timeout:g} s"


def _times(attempts: int) -> str:
    return "asked once" if attempts == 1 else f"asked {attempts} times"
