"""What a chat group or another system is sent about a ticket, how it is signed, and what its answer means (B4).

The shapes are those that the makers document for their group robots: WeCom, DingTalk and Feishu answer 200 with an
error code in the body, Slack answers "ok". JSON is this app's own shape for any other system.
"""

import base64
import hashlib
import hmac
import json
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

WECOM, DINGTALK, FEISHU, SLACK, JSON = "WeCom", "DingTalk", "Feishu", "Slack", "JSON"
SIGNING_KINDS = frozenset({DINGTALK, FEISHU, JSON})

SIGNATURE_HEADER = "X-FSM-Signature"
DELIVERY_HEADER = "X-FSM-Delivery"

# WeCom refuses longer messages, counted in bytes of UTF-8; the others take more.
MAX_BYTES = 4096
# In Markdown these make links, mentions and images of what a customer wrote.
_MARKUP = str.maketrans("[]<>", "()()")


class Message(NamedTuple):
	"""Plain texts: `recipients` are the names of those who are meant, `key` is the same when it is sent again."""

	title: str
	text: str = ""
	ticket: str = ""
	url: str = ""
	recipients: str = ""
	event: str = "escalation"
	key: str = ""


class Request(NamedTuple):
	"""An HTTP POST."""

	url: str
	headers: dict[str, str]
	body: bytes


def request_of(kind: str, url: str, secret: str | None, message: Message, at: float) -> Request:
	"""The POST that tells `message` to a webhook of `kind`; `at` in seconds since 1970 UTC goes into its signature."""
	payload = _PAYLOADS[kind](message)
	headers = {"Content-Type": "application/json; charset=utf-8"}
	if kind == DINGTALK and secret:
		milliseconds = str(int(at * 1000))
		url = _with_query(url, {"timestamp": milliseconds, "sign": dingtalk_sign(secret, milliseconds)})
	elif kind == FEISHU and secret:
		seconds = str(int(at))
		payload = {"timestamp": seconds, "sign": feishu_sign(secret, seconds), **payload}
	elif kind == JSON:
		payload["sent_at"] = int(at)
	body = json.dumps(payload, ensure_ascii=False).encode()
	if kind == JSON:
		headers[DELIVERY_HEADER] = quote(message.key, safe=":")  # headers hold ASCII alone
		if secret:
			headers[SIGNATURE_HEADER] = json_sign(secret, body)
	return Request(url, headers, body)


def dingtalk_sign(secret: str, milliseconds: str) -> str:
	"""DingTalk: the secret is the key, the time and the secret are the text."""
	text = f"{milliseconds}\n{secret}".encode()
	return base64.b64encode(hmac.digest(secret.encode(), text, hashlib.sha256)).decode()


def feishu_sign(secret: str, seconds: str) -> str:
	"""Feishu: the time and the secret are the key, the text is empty."""
	key = f"{seconds}\n{secret}".encode()
	return base64.b64encode(hmac.digest(key, b"", hashlib.sha256)).decode()


def json_sign(secret: str, body: bytes) -> str:
	"""Our own: over the body as it is sent, in hexadecimal digits."""
	return "sha256=" + hmac.digest(secret.encode(), body, hashlib.sha256).hex()


def problem_in(kind: str, status: int, body: bytes) -> str | None:
	"""Why an answer means that the message was not taken, in the receiver's words; None where it was taken."""
	text = body.decode("utf-8", "replace").strip()
	if not 200 <= status < 300:
		return f"HTTP {status}: {text}" if text else f"HTTP {status}"
	if kind == JSON:
		return None
	if kind == SLACK:
		return None if text == "ok" else text or "empty answer"
	try:
		answer = json.loads(text)
	except ValueError:
		answer = None
	fields = [field for field in _CODE_FIELDS[kind] if field in answer] if isinstance(answer, dict) else []
	if not fields:
		return f"unexpected answer: {text}"
	code = answer[fields[0]]
	if code == 0:
		return None
	words = next((answer[field] for field in ("errmsg", "msg", "StatusMessage") if answer.get(field)), text)
	return f"{code}: {words}"


# Feishu answers in an older and in a newer way.
_CODE_FIELDS = {WECOM: ("errcode",), DINGTALK: ("errcode",), FEISHU: ("code", "StatusCode")}


def _wecom(message: Message) -> dict:
	lines = [f"**{_plain(message.title)}**", f"> {_plain(message.text)}" if message.text else ""]
	lines += [_plain(message.recipients), f"[{_plain(message.ticket)}]({message.url})" if message.url else ""]
	content = "\n".join(filter(None, lines))
	if len(content.encode()) > MAX_BYTES:
		content = _shortened("\n".join(filter(None, [lines[0], lines[3]])))
	return {"msgtype": "markdown", "markdown": {"content": content}}


def _dingtalk(message: Message) -> dict:
	lines = [f"#### {_plain(message.title)}", f"> {_plain(message.text)}" if message.text else ""]
	lines += [_plain(message.recipients), f"[{_plain(message.ticket)}]({message.url})" if message.url else ""]
	return {
		"msgtype": "markdown",
		"markdown": {"title": _plain(message.title), "text": "\n\n".join(filter(None, lines))},
	}


def _feishu(message: Message) -> dict:
	content = [[{"tag": "text", "text": line}] for line in (message.text, message.recipients) if line]
	if message.url:
		content.append([{"tag": "a", "text": message.ticket, "href": message.url}])
	return {
		"msg_type": "post",
		"content": {"post": {"zh_cn": {"title": message.title, "content": content}}},
	}


def _slack(message: Message) -> dict:
	lines = [f"*{_escaped(message.title)}*", _escaped(message.text), _escaped(message.recipients)]
	if message.url:
		lines.append(f"<{message.url}|{_escaped(message.ticket)}>")
	return {"text": "\n".join(filter(None, lines))}


def _json(message: Message) -> dict:
	return {**message._asdict()}


_PAYLOADS = {WECOM: _wecom, DINGTALK: _dingtalk, FEISHU: _feishu, SLACK: _slack, JSON: _json}


def _plain(text: str) -> str:
	return " ".join(text.translate(_MARKUP).split())


def _escaped(text: str) -> str:
	return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _shortened(text: str) -> str:
	return text.encode()[:MAX_BYTES].decode("utf-8", "ignore")


def _with_query(url: str, parameters: dict[str, str]) -> str:
	parts = urlsplit(url)
	query = [*parse_qsl(parts.query, keep_blank_values=True), *parameters.items()]
	return urlunsplit(parts._replace(query=urlencode(query)))
