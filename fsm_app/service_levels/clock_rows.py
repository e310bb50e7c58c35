"""The rows that a change of a ticket adds to its clocks and their trail, written with one statement for each kind (B2).

The app alone writes them, from values that were checked when the ticket and the policy were saved. Document inserts
would look every link up again and cost more than all the rest of saving the ticket.
"""

from datetime import datetime

import frappe

from fsm_app.service_levels.waits import WAIT_FIELDS

# What changes in a clock's life.
CHANGING_FIELDS = (
	"state",
	"policy",
	"calendar",
	"priority",
	"offering",
	"tier",
	"region",
	"target_seconds",
	"target_reason",
	"used_seconds",
	"running_since",
	"paused_at",
	"stopped_at",
	"due_at",
	"next_action_at",
	"breached",
	"breached_at",
	"met_by",
	"met_by_other",
	*WAIT_FIELDS,
)
CLOCK_FIELDS = (
	"name",
	"ticket",
	"metric",
	"cycle",
	"sequence",
	"company",
	"engineer",
	"started_at",
	*CHANGING_FIELDS,
)


class NewRows:
	"""Collects new SLA Clocks and SLA Events until `write` stores them."""

	def __init__(self) -> None:
		self.clocks: list[dict] = []
		self.events: list[dict] = []

	def clock(self, values: dict) -> dict:
		"""A new clock with these values, which may still be changed until it is written."""
		name = "{ticket}-{metric}-{cycle}-{sequence}".format(**values)  # as the DocType's naming says
		clock = frappe._dict(values, **_own(name))
		self.clocks.append(clock)
		return clock

	def event(self, clock, event: str, at: datetime, detail: str | None = None) -> None:
		"""A new row of the clock's trail, with the clock's figures of this moment."""
		row = event_values(clock, event, at, detail)
		self.events.append({**row, **_own(frappe.generate_hash(length=10))})

	def write(self) -> None:
		"""Store the rows; raises DuplicateEntryError where another transaction has started the same clock."""
		try:
			_insert("SLA Clock", self.clocks)
		except Exception as error:
			if not frappe.db.is_duplicate_entry(error):
				raise
			raise frappe.DuplicateEntryError("SLA Clock", self.clocks[0].name, error) from error
		_insert("SLA Event", self.events)


def event_values(clock, event: str, at: datetime, detail: str | None) -> dict:
	"""The fields of an SLA Event about `common/clock`."""
	return {
		"clock": clock.name,
		"ticket": clock.ticket,
		"company": clock.company,
		"event": event,
		"at": at,
		"used_seconds": clock.used_seconds,
		"target_seconds": clock.target_seconds,
		"due_at": clock.due_at,
		"detail": detail,
	}


def _own(name: str) -> dict:
	stamp, user = frappe.utils.now(), frappe.session.user
	return {"name": name, "owner": user, "creation": stamp, "modified": stamp, "modified_by": user}


def _insert(doctype: str, rows: list[dict]) -> None:
	if rows:
		columns = tuple(dict.fromkeys(column for row in rows for column in row))
		frappe.db.bulk_insert(
			doctype, columns, [tuple(row.get(column) for column in columns) for row in rows]
		)
