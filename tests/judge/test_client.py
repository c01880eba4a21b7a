"""The judge's connection: what is sent where, what is asked again, and what everything ends in."""

import socket
import time
from typing import Any

import pytest

from qa_pipeline.errors import UsageError
from qa_pipeline.judge.answer import SCHEMA, NoAnswer
from qa_pipeline.judge.client import FAILURES, MOST_BYTES, REST, ChatClient, Server, checked
from tests.judge.server import MODEL, ModelServer, Reply, says

ASK = [{"role": "user", "content": "Hello?"}]


def client(model: ModelServer, waits: list[float], **asked: Any) -> ChatClient:
    server = Server(**{"url": model.url, "model": MODEL, "timeout": 5.0, "retries": 2, **asked})
    return ChatClient(server, sleep=waits.append)


def refused(chat: ChatClient) -> str:
    with pytest.raises(NoAnswer) as caught:
        chat.ask(ASK)
    return caught.value.reason


def test_a_question_goes_to_the_owners_address_with_the_schema_and_the_key(model: ModelServer) -> None:
    model.answers(says("yes"))
    assert client(model, [], key="secret").ask(ASK) == "yes"
    (asked,) = model.asked
    assert asked.path == "/v1/chat/completions"
    assert asked.headers["authorization"] == "Bearer secret"
    assert (asked.body["model"], asked.body["temperature"], asked.body["messages"]) == (MODEL, 0, ASK)
    form = asked.body["response_format"]
    assert (form["type"], form["json_schema"]["strict"], form["json_schema"]["schema"]) == ("json_schema", True, SCHEMA)


def test_without_a_key_none_is_sent_and_none_is_shown(model: ModelServer) -> None:
    model.answers(says("yes"))
    client(model, []).ask(ASK)
    assert "authorization" not in model.asked[0].headers
    assert "secret" not in repr(Server(model.url, MODEL, key="secret"))


@pytest.mark.parametrize("status", [400, 422])
def test_a_server_without_schemas_is_asked_for_json_and_that_is_remembered(model: ModelServer, status: int) -> None:
    model.answers(Reply("no such format", status=status), says("1"), says("2"))
    chat = client(model, [])
    assert [chat.ask(ASK), chat.ask(ASK)] == ["1", "2"]
    forms = [asked.body["response_format"]["type"] for asked in model.asked]
    assert forms == ["json_schema", "json_object", "json_object"]


def test_a_server_that_refuses_both_forms_is_not_asked_for_ever(model: ModelServer) -> None:
    model.answers(Reply("too long", status=400))
    assert refused(client(model, [])) == "it answers HTTP 400"
    assert len(model.asked) == 2


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_what_passes_is_asked_again(model: ModelServer, waits: list[float], status: int) -> None:
    model.answers(Reply(status=status), says("yes"))
    assert client(model, waits).ask(ASK) == "yes"
    assert waits == [0.5]


def test_the_server_may_ask_for_a_longer_wait_but_not_for_any(model: ModelServer, waits: list[float]) -> None:
    busy = [Reply(status=429, headers={"Retry-After": told}) for told in ("3", "99999", "tomorrow")]
    model.answers(*busy, says("yes"))
    assert client(model, waits, retries=3, timeout=60.0).ask(ASK) == "yes"
    assert waits == [3, 8, 2]


def test_what_does_not_pass_ends_after_the_retries(model: ModelServer, waits: list[float]) -> None:
    model.answers(Reply(status=503))
    assert refused(client(model, waits)) == "it answers HTTP 503 (asked 3 times)"
    assert (len(model.asked), waits) == (3, [0.5, 1.0])


def test_no_attempt_begins_when_the_time_for_all_is_over(model: ModelServer, waits: list[float]) -> None:
    model.answers(Reply(status=503))
    # eleven attempts of 0.1 s are 1.1 s, and the third pause would be 2 s
    assert refused(client(model, waits, timeout=0.1, retries=10)).endswith("(asked 3 times)")


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (401, "it answers HTTP 401, see CALLQA_JUDGE_KEY"),
        (403, "it answers HTTP 403, see CALLQA_JUDGE_KEY"),
        (404, "it answers HTTP 404"),
        (302, "it sends elsewhere (HTTP 302), which is not followed"),
        (307, "it sends elsewhere (HTTP 307), which is not followed"),
    ],
)
def test_what_will_not_pass_is_asked_once(model: ModelServer, status: int, reason: str) -> None:
    model.answers(Reply(status=status, headers={"Location": f"{model.url}/elsewhere"}))
    assert refused(client(model, [])) == reason
    assert len(model.asked) == 1


def test_a_server_that_does_not_reply_in_time_is_given_up(model: ModelServer, waits: list[float]) -> None:
    model.answers(Reply(wait=0.6))
    began = time.monotonic()
    assert refused(client(model, waits, timeout=0.1, retries=0)) == "no reply within 0.1 s (asked once)"
    assert time.monotonic() - began < 0.5


def test_a_reply_that_trickles_is_given_up(model: ModelServer) -> None:
    model.answers(Reply("x" * 200, drip=0.02))
    began = time.monotonic()
    assert refused(client(model, [], timeout=0.15, retries=0)) == "no reply within 0.15 s (asked once)"
    assert time.monotonic() - began < 2


def test_a_server_that_is_not_there_is_told_with_its_address() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{free.getsockname()[1]}"
    chat = ChatClient(Server(f"http://{host}/v1", MODEL, retries=1), sleep=lambda _: None)
    assert refused(chat) == f"{host} cannot be reached (ConnectError) (asked 2 times)"


@pytest.mark.parametrize(
    "text",
    ["", "<html>", "{}", '{"choices": []}', '{"choices": [{"message": {"content": null}}]}', "[" * 5000],
    ids=["nothing", "html", "empty", "no choice", "no content", "nested"],
)
def test_a_reply_that_is_not_of_the_protocol_is_none(model: ModelServer, text: str) -> None:
    model.answers(Reply(text))
    assert refused(client(model, [])) == "its reply is not of the OpenAI protocol"
    assert len(model.asked) == 1


def test_a_reply_without_end_is_cut_off(model: ModelServer) -> None:
    model.answers(Reply("x" * (MOST_BYTES + 1)))
    assert refused(client(model, [])) == "its reply is longer than 1000000 bytes"


def test_no_proxy_of_the_environment_is_used(model: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    model.answers(says("yes"))
    assert client(model, [], retries=0).ask(ASK) == "yes"


def test_the_models_are_listed(model: ModelServer) -> None:
    assert client(model, []).models() == (MODEL,)


@pytest.mark.parametrize(
    ("asked", "says_so"),
    [
        ({"url": "127.0.0.1:11434"}, "CALLQA_JUDGE_URL=127.0.0.1:11434: not an http:// or https:// address"),
        ({"url": "file:///etc/hosts"}, "not an http:// or https:// address"),
        ({"url": "http://[1/v1"}, "not an http:// or https:// address"),
        ({"url": "http://a:port/v1"}, "not an http:// or https:// address"),
        ({"url": "http://a b/v1"}, "not an http:// or https:// address"),
        ({"url": "http://anna:word@host/v1"}, "CALLQA_JUDGE_URL: has more than host and path"),
        ({"url": "http://host/v1?key=word"}, "CALLQA_JUDGE_URL: has more than host and path"),
        ({"model": ""}, "CALLQA_JUDGE_MODEL: is empty"),
        ({"key": "wörd"}, "CALLQA_JUDGE_KEY"),
        ({"key": "a\nb"}, "CALLQA_JUDGE_KEY"),
    ],
)
def test_a_wrong_setting_is_named_and_no_secret_is_shown(asked: dict[str, str], says_so: str) -> None:
    with pytest.raises(UsageError) as caught:
        checked(Server(**{"url": "http://host/v1", "model": MODEL, **asked}))  # type: ignore[arg-type]  # texts alone
    assert says_so in str(caught.value)
    assert "word" not in str(caught.value)
    assert "wörd" not in str(caught.value)


def test_a_server_that_leaves_three_questions_unanswered_is_left_alone_for_a_minute(model: ModelServer) -> None:
    now = [100.0]
    server = Server(url=model.url, model=MODEL, timeout=5.0, retries=0)
    chat = ChatClient(server, sleep=lambda _: None, clock=lambda: now[0])
    model.answers(*[Reply("later", status=503)] * FAILURES, says("yes"))
    assert {refused(chat) for _ in range(FAILURES)} == {"it answers HTTP 503 (asked once)"}
    now[0] += REST - 1
    assert refused(chat) == "it left the last 3 questions unanswered, and is not asked for 60 s"
    assert len(model.asked) == FAILURES
    now[0] += 2
    assert chat.ask(ASK) == "yes"


def test_an_answer_in_between_counts_the_failures_anew(model: ModelServer) -> None:
    chat = client(model, [], retries=0)
    away = Reply("later", status=503)
    model.answers(away, away, says("yes"), away, away, says("yes"))
    for _ in range(2):
        assert [refused(chat), refused(chat), chat.ask(ASK)][2] == "yes"
