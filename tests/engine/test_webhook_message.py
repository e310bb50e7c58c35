"""The messages of webhooks have the shapes and signatures that their makers document (B4)."""

import base64
import hashlib
import hmac
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsm_app.engine.addresses import is_public
from fsm_app.engine.webhook_message import (
	DINGTALK,
	FEISHU,
	JSON,
	MAX_BYTES,
	SLACK,
	WECOM,
	Message,
	dingtalk_sign,
	feishu_sign,
	json_sign,
	problem_in,
	request_of,
)

KINDS = (WECOM, DINGTALK, FEISHU, SLACK, JSON)
AT = 1700000000.25
SECRET = "SEC0123"
MESSAGE = Message(
	"Escalation level 2: Resolution of ST-1",
	"Pump <b>leaks</b> [here](http://evil) & drips",
	"ST-1",
	"https://erp.example.com/app/service-ticket/ST-1",
	"manager@example.com",
	key="ST-1-Resolution-0:ladder:2",
)


def payload(kind: str, message: Message = MESSAGE, secret: str | None = None) -> dict:
	return json.loads(request_of(kind, "https://example.com/hook", secret, message, AT).body)


def test_wecom_gets_markdown():
	sent = payload(WECOM)
	assert set(sent) == {"msgtype", "markdown"} and sent["msgtype"] == "markdown"
	content = sent["markdown"]["content"]
	assert "Escalation level 2" in content and f"[ST-1]({MESSAGE.url})" in content
	assert "[here]" not in content and "<b>" not in content


def test_dingtalk_gets_markdown_with_a_title():
	sent = payload(DINGTALK)
	assert sent["msgtype"] == "markdown"
	assert sent["markdown"]["title"] == MESSAGE.title
	assert f"[ST-1]({MESSAGE.url})" in sent["markdown"]["text"] and "[here]" not in sent["markdown"]["text"]


def test_feishu_gets_a_post_with_a_link():
	sent = payload(FEISHU)
	assert sent["msg_type"] == "post" and "sign" not in sent
	post = sent["content"]["post"]["zh_cn"]
	assert post["title"] == MESSAGE.title
	assert [{"tag": "text", "text": MESSAGE.text}] in post["content"]
	assert [{"tag": "a", "text": "ST-1", "href": MESSAGE.url}] in post["content"]


def test_slack_gets_escaped_text():
	sent = payload(SLACK)
	assert set(sent) == {"text"}
	assert "Pump &lt;b&gt;leaks&lt;/b&gt;" in sent["text"] and "&amp; drips" in sent["text"]
	assert f"<{MESSAGE.url}|ST-1>" in sent["text"]


def test_json_gets_our_own_fields_and_the_key():
	request = request_of(JSON, "https://example.com/hook", None, MESSAGE, AT)
	assert json.loads(request.body) == {**MESSAGE._asdict(), "sent_at": 1700000000}
	assert request.headers["X-FSM-Delivery"] == MESSAGE.key
	assert "X-FSM-Signature" not in request.headers


def test_dingtalk_signs_in_the_query():
	url = "https://oapi.dingtalk.com/robot/send?access_token=abc"
	request = request_of(DINGTALK, url, SECRET, MESSAGE, AT)
	query = parse_qs(urlsplit(request.url).query)
	assert query["access_token"] == ["abc"] and query["timestamp"] == ["1700000000250"]
	digest = hmac.new(SECRET.encode(), f"1700000000250\n{SECRET}".encode(), hashlib.sha256).digest()
	assert query["sign"] == [base64.b64encode(digest).decode()]
	assert "+" not in urlsplit(request.url).query  # it would be read as a space


def test_feishu_signs_in_the_body():
	request = request_of(FEISHU, "https://open.feishu.cn/open-apis/bot/v2/hook/abc", SECRET, MESSAGE, AT)
	sent = json.loads(request.body)
	digest = hmac.new(f"1700000000\n{SECRET}".encode(), b"", hashlib.sha256).digest()
	assert (sent["timestamp"], sent["sign"]) == ("1700000000", base64.b64encode(digest).decode())
	assert request.url.endswith("/abc")


def test_json_signs_the_body_as_sent():
	request = request_of(JSON, "https://example.com/hook", SECRET, MESSAGE, AT)
	digest = hmac.new(SECRET.encode(), request.body, hashlib.sha256).hexdigest()
	assert request.headers["X-FSM-Signature"] == f"sha256={digest}"


@pytest.mark.parametrize(
	("signature", "from_openssl"),
	[
		(dingtalk_sign(SECRET, "1700000000000"), "2lI0CLA9w0NryWAswdWUgPoOvPXo1wScAKa+6Qn+lxQ="),
		(feishu_sign(SECRET, "1700000000"), "qHciSveWC1yukCm6qZczwRMZA4/T30xADh2p9zCNYYY="),
		(
			json_sign("key", b'{"a": 1}'),
			"sha256=85e7b68cdf027474f0f0b8e2e63c4afb88cacf8a3e503aa13160f290dfc506d4",
		),
	],
)
def test_signatures_are_those_of_another_program(signature, from_openssl):
	assert signature == from_openssl


@pytest.mark.parametrize("kind", [WECOM, SLACK])
def test_a_secret_changes_nothing_where_nothing_is_signed(kind):
	url = "https://example.com/hook"
	assert request_of(kind, url, SECRET, MESSAGE, AT) == request_of(kind, url, None, MESSAGE, AT)


@given(st.builds(Message, st.text(max_size=3000), st.text(max_size=3000), st.text(max_size=30)))
def test_any_text_makes_a_message(message):
	message = message._replace(key=message.ticket)
	for kind in KINDS:
		assert all(
			value.isascii() and value.isprintable()
			for value in request_of(kind, "https://example.com/hook", SECRET, message, AT).headers.values()
		)
		sent = payload(kind, message, SECRET)
		if kind == WECOM:
			assert len(sent["markdown"]["content"].encode()) <= MAX_BYTES


@pytest.mark.parametrize(
	("kind", "status", "body", "problem"),
	[
		(WECOM, 200, b'{"errcode":0,"errmsg":"ok"}', None),
		(WECOM, 200, b'{"errcode":93000,"errmsg":"invalid webhook url"}', "93000: invalid webhook url"),
		(DINGTALK, 200, b'{"errcode":0,"errmsg":"ok"}', None),
		(DINGTALK, 200, b'{"errcode":310000,"errmsg":"sign not match"}', "310000: sign not match"),
		(FEISHU, 200, b'{"code":0,"msg":"success","data":{}}', None),
		(FEISHU, 200, b'{"StatusCode":0,"StatusMessage":"success"}', None),
		(FEISHU, 200, b'{"code":19021,"msg":"sign match fail"}', "19021: sign match fail"),
		(SLACK, 200, b"ok", None),
		(SLACK, 200, b"invalid_payload", "invalid_payload"),
		(SLACK, 404, b"no_service", "HTTP 404: no_service"),
		(JSON, 204, b"", None),
		(JSON, 302, b"", "HTTP 302"),
		(WECOM, 200, b"[]", "unexpected answer: []"),
		(WECOM, 200, b"<html>", "unexpected answer: <html>"),
		(WECOM, 200, b'{"done": true}', 'unexpected answer: {"done": true}'),
		(FEISHU, 500, b"", "HTTP 500"),
	],
)
def test_what_an_answer_means(kind, status, body, problem):
	assert problem_in(kind, status, body) == problem


@pytest.mark.parametrize(
	"address", ["8.8.8.8", "203.119.1.1", "2400:3200::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public_addresses(address):
	assert is_public(address)


@pytest.mark.parametrize(
	"address",
	[
		"127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
		"224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1",
		"ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
		# Kept for protocols, clouds' own services, relays, tunnels with a public end, shared and documentation space
		"192.0.0.1", "192.0.0.192", "168.63.129.16", "::ffff:168.63.129.16", "64:ff9b::a83f:8110", "192.88.99.1",
		"169.254.169.254", "100.100.100.200", "fd00:ec2::254", "198.18.0.1", "2002:808:808::", "2001:0:808:808::1",
		"64:ff9b:1::1", "3fff::1", "5f00::1", "2001:10::1",
	],
)  # fmt: skip
def test_addresses_that_are_not_public(address):
	assert not is_public(address)
