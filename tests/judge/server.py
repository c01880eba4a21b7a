"""A small server that speaks the OpenAI chat protocol over real HTTP, and answers as a test tells it."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MODEL = "small-model"


@dataclass(frozen=True)
class Reply:
    """What is sent back: `text` whole, with `drip` byte by byte, that many seconds apart; after `wait` seconds."""

    text: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0.0
    drip: float = 0.0


@dataclass(frozen=True)
class Request:
    """What was sent: path, headers by their small letters, and the JSON body."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def task(self) -> str:
        return str(self.body["messages"][0]["content"])

    @property
    def data(self) -> str:
        return str(self.body["messages"][1]["content"])

    @property
    def turns(self) -> list[dict[str, Any]]:
        """The transcript as a model would read it: what stands between the marks."""
        _, *lines, _ = self.data.strip().splitlines()
        return list(json.loads("\n".join(lines)))


Behaviour = Callable[[Request], Reply]


@dataclass
class ModelServer:
    """The address, what was asked so far, and what is answered: one behaviour a request, the last one from then on."""

    url: str
    asked: list[Request] = field(default_factory=list)
    behaviours: list[Behaviour] = field(default_factory=list)

    def answers(self, *replies: Reply | Behaviour) -> None:
        self.behaviours = [reply if callable(reply) else _always(reply) for reply in replies]

    def reply(self, request: Request) -> Reply:
        self.asked.append(request)
        if request.path.endswith("/models"):
            return Reply(json.dumps({"object": "list", "data": [{"id": MODEL, "object": "model"}]}))
        return (self.behaviours.pop(0) if len(self.behaviours) > 1 else self.behaviours[0])(request)


def says(content: str) -> Reply:
    """A chat completion with this text."""
    message = {"role": "assistant", "content": content}
    return Reply(json.dumps({"id": "1", "object": "chat.completion", "choices": [{"index": 0, "message": message}]}))


def verdict(verdict: str, quote: str = "", turns: tuple[int, ...] = (), confidence: float = 0.9) -> Reply:
    """A chat completion with an answer of the form that is asked for."""
    return says(json.dumps({"verdict": verdict, "confidence": confidence, "turns": list(turns), "quote": quote}))


@contextmanager
def serving() -> Iterator[ModelServer]:
    """A server on a free port of this machine, for as long as the block lasts."""
    http = ThreadingHTTPServer(("127.0.0.1", 0), _handler())
    server = ModelServer(f"http://127.0.0.1:{http.server_port}/v1")
    http.model_server = server  # type: ignore[attr-defined]  # how the handler reaches it
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


def _always(reply: Reply) -> Behaviour:
    return lambda _: reply


def _handler() -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            self._answer(json.loads(self.rfile.read(int(self.headers["content-length"]))))

        def _answer(self, body: dict[str, Any]) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            server: ModelServer = self.server.model_server  # type: ignore[attr-defined]
            self._send(server.reply(Request(self.path, headers, body)))

        def _send(self, reply: Reply) -> None:
            time.sleep(reply.wait)
            raw = reply.text.encode()
            try:
                self.send_response(reply.status)
                for name, value in {"Content-Length": str(len(raw)), **reply.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                for piece in [raw[i : i + 1] for i in range(len(raw))] if reply.drip else [raw]:
                    self.wfile.write(piece)
                    time.sleep(reply.drip)
            except (BrokenPipeError, ConnectionResetError):
                return  # whoever asked has given up

        def log_message(self, *_: object) -> None:
            """Nothing: the tests look at what was asked."""

    return Handler
