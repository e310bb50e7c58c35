"""A ticket's stages in the words of customers, who need not know how the service works inside (C2, N2)."""

from frappe import _

from fsm_app.engine import stages

# When the customer has nothing more to expect of us, or to do.
SETTLED = frozenset({stages.CONFIRMED, stages.VERIFIED, stages.CLOSED, stages.CANCELLED})
# An engineer is known to the customer from the dispatch on.
ENGINEER_KNOWN = stages.WITH_ENGINEER | stages.FINISHED

_STEP = {
	stages.RECEIVED: 0,
	stages.REOPENED: 0,
	stages.TRIAGED: 1,
	stages.DISPATCHED: 2,
	stages.ACCEPTED: 2,
	stages.PREPARING: 2,
	stages.TRAVELLING: 3,
	stages.ON_SITE: 4,
	stages.WORKING: 4,
	stages.DONE: 5,
	stages.CONFIRMED: 6,
	stages.VERIFIED: 6,
	stages.CLOSED: 6,
}
_ON_THE_WAY = 3


def stage_name(stage: str) -> str:
	"""What the customer reads for a stage."""
	return {
		stages.RECEIVED: _("We have your request"),
		stages.TRIAGED: _("Being planned"),
		stages.DISPATCHED: _("Engineer assigned"),
		stages.ACCEPTED: _("Engineer assigned"),
		stages.PREPARING: _("Engineer assigned"),
		stages.TRAVELLING: _("Engineer on the way"),
		stages.ON_SITE: _("Being worked on"),
		stages.WORKING: _("Being worked on"),
		stages.WAITING_FOR_CUSTOMER: _("Waiting for your answer"),
		stages.WAITING_FOR_PARTS: _("Waiting for parts"),
		stages.DONE: _("Done, please confirm"),
		stages.CONFIRMED: _("Solved"),
		stages.VERIFIED: _("Solved"),
		stages.CLOSED: _("Closed"),
		stages.REOPENED: _("Reopened"),
		stages.CANCELLED: _("Cancelled"),
	}[stage]


def tone(stage: str) -> str:
	"""How the stage is coloured: `done`, `waiting` (for the customer), `held`, `ended` or `running`."""
	if stage in (stages.DONE, stages.WAITING_FOR_CUSTOMER):
		return "waiting"
	if stage == stages.WAITING_FOR_PARTS:
		return "held"
	if stage == stages.CANCELLED:
		return "ended"
	return "done" if stage in SETTLED else "running"


def progress(stage: str, waiting_from: str | None, remote: bool, confirmed: bool) -> list[dict]:
	"""The steps of a ticket's way in order, each with its `label` and `state`: done, now or ahead.

	A waiting ticket stands where it stood before (`waiting_from`); a remote service has nobody on the way. What the
	customer has not `confirmed` was checked by the service alone. A cancelled ticket has no way any more: the list is empty.
	"""
	if stage == stages.CANCELLED:
		return []
	place = _STEP.get(stage, _STEP.get(waiting_from, 1))
	labels = [
		_("Request received"),
		_("Service planned"),
		_("Engineer assigned"),
		_("Engineer on the way"),
		_("Being worked on"),
		_("Work done"),
		_("Confirmed by you") if confirmed or place < _STEP[stages.CONFIRMED] else _("Checked"),
	]
	last = len(labels) - 1

	def state(step: int) -> str:
		if step < place or place == last:
			return "done"
		return "now" if step == place else "ahead"

	return [
		{"label": label, "state": state(step)}
		for step, label in enumerate(labels)
		if not (remote and step == _ON_THE_WAY)
	]
