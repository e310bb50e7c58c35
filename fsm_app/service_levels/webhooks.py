"""Sending the webhook messages that escalations have laid ready (B4).

A delivery is claimed in one short transaction and sent in none, so that a slow or dead receiver holds no lock that the
sweep could wait for. A worker that dies while sending leaves a claim that runs out, after which the message is sent
again: the receiver may see it twice, never not at all, and tells by the delivery's key.
"""

import json
from datetime import datetime, timedelta

import frappe
from frappe import _

from fsm_app.common.clock import now
from fsm_app.common.site_time import aware
from fsm_app.engine.webhook_message import Message, problem_in, request_of
from fsm_app.service_desk.ticket_notices import tell
from fsm_app.service_levels.webhook_queue import FAILED, PENDING, SENT
from fsm_app.service_levels.webhook_transport import AddressNotAllowed, NotReached, check_url, post
from fsm_app.workforce.audience import Audience

BATCH = 20
MAX_ATTEMPTS = 8
MAX_WAIT = timedelta(minutes=60)
# Longer than a whole batch of receivers that do not answer may take.
CLAIM = timedelta(minutes=10)
ERROR_LENGTH = 500


class Outcome:
	"""What became of one attempt: `problem` is None when the message was taken."""

	def __init__(self, problem: str | None = None, status: int = 0, silent: bool = False):
		self.problem = problem[:ERROR_LENGTH] if problem else None
		self.status = status
		self.silent = silent


def validate_webhook(webhook) -> None:
	"""Refuse an address to which nothing may be sent (AddressNotAllowed); one that was not changed is not looked up."""
	webhook.url = (webhook.url or "").strip()
	# A password that was not touched comes back as asterisks.
	if not webhook.url or set(webhook.url) != {"*"}:
		check_url(webhook.url)


def send_due_deliveries(at: datetime | None = None, batch: int = BATCH) -> int:
	"""Send every delivery that is due at `at` (naive site time, default: now); returns how many attempts were made."""
	attempts, silent = 0, set()
	while claimed := _claim(at or now(), batch):
		for delivery in claimed:
			if delivery.webhook in silent:
				# It has not answered just now: its other messages wait, so that those of others need not.
				_put_off(delivery, at or now())
				continue
			outcome = _attempt(delivery)
			_note(delivery, outcome, at or now())
			attempts += 1
			if outcome.silent:
				silent.add(delivery.webhook)
	return attempts


def send(webhook: str, message: Message) -> Outcome:
	"""Send one message now and note on the webhook how that went."""
	outcome = _post(frappe.get_doc("Service Webhook", webhook), message)
	state = (
		{"last_error": outcome.problem} if outcome.problem else {"last_error": None, "last_success_at": now()}
	)
	frappe.db.set_value("Service Webhook", webhook, state, update_modified=False)
	return outcome


def back_off(attempts: int) -> timedelta:
	"""How long to wait after so many attempts in vain: 1, 2, 4 ... minutes, 60 at most."""
	return min(timedelta(minutes=2 ** (attempts - 1)), MAX_WAIT)


def _claim(at: datetime, batch: int) -> list[dict]:
	delivery = frappe.qb.DocType("Webhook Delivery")
	rows = (
		frappe.qb.from_(delivery)
		.select(delivery.name, delivery.webhook, delivery.ticket, delivery.payload, delivery.attempts)
		.where(delivery.next_attempt_at <= at)
		.where(delivery.state == PENDING)
		.orderby(delivery.next_attempt_at)
		.limit(batch)
		.for_update(skip_locked=True)
		.run(as_dict=True)
	)
	for row in rows:
		row.attempts += 1
		_update(row, attempts=row.attempts, next_attempt_at=at + CLAIM)
	frappe.db.commit()
	return rows


def _put_off(delivery, at: datetime) -> None:
	_update(delivery, attempts=delivery.attempts - 1, next_attempt_at=at + back_off(1))
	frappe.db.commit()


def _attempt(delivery) -> Outcome:
	if not frappe.get_cached_value("Service Webhook", delivery.webhook, "enabled"):
		return Outcome(_("The webhook {0} is switched off.").format(delivery.webhook))
	return send(delivery.webhook, Message(**json.loads(delivery.payload)))


def _post(webhook, message: Message) -> Outcome:
	try:
		request = request_of(
			webhook.kind,
			webhook.get_password("url"),
			webhook.get_password("secret", raise_exception=False),
			message,
			aware(now()).timestamp(),
		)
		answer = post(request.url, request.headers, request.body)
	except NotReached as error:
		return Outcome(str(error), silent=True)
	except AddressNotAllowed as error:
		frappe.clear_last_message()
		return Outcome(str(error))
	except Exception as error:
		# Not its text and no traceback: they may hold the URL or the secret.
		return Outcome(_("The message could not be sent ({0}).").format(type(error).__name__))
	return Outcome(problem_in(webhook.kind, answer.status, answer.body), answer.status)


def _note(delivery, outcome: Outcome, at: datetime) -> None:
	"""Write down how an attempt went, in a transaction of its own."""
	if not outcome.problem:
		_update(
			delivery,
			state=SENT,
			sent_at=at,
			next_attempt_at=None,
			response_status=outcome.status,
			last_error=None,
		)
	elif delivery.attempts < MAX_ATTEMPTS:
		_update(
			delivery,
			next_attempt_at=at + back_off(delivery.attempts),
			response_status=outcome.status,
			last_error=outcome.problem,
		)
	else:
		_give_up(delivery, outcome)
	frappe.db.commit()


def _give_up(delivery, outcome: Outcome) -> None:
	_update(
		delivery,
		state=FAILED,
		next_attempt_at=None,
		response_status=outcome.status,
		last_error=outcome.problem,
	)
	frappe.log_error(
		title=f"Webhook {delivery.webhook}",
		message=f"Webhook Delivery {delivery.name}: {outcome.problem}",
		reference_doctype="Webhook Delivery",
		reference_name=delivery.name,
	)
	ticket = frappe.db.get_value(
		"Service Ticket", delivery.ticket, ["name", "subject", "company"], as_dict=True
	)
	if ticket:
		audience = Audience()
		tell(
			audience.managers(),
			_("The webhook {0} could not be told in {1} attempts: {2}").format(
				delivery.webhook, delivery.attempts, outcome.problem
			),
			ticket,
			audience,
		)


def _update(delivery, **values) -> None:
	frappe.db.set_value("Webhook Delivery", delivery.name, values)
