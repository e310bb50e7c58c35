"""What makes a Service Offering usable (A2)."""

import frappe
from frappe import _

from fsm_app.engine.stages import GATED_STAGES
from fsm_app.service_catalogue.responsible import validate_roles

ROLES = ("accept_role", "handle_role", "verify_role", "review_role")
# Anything else, such as javascript:, has no business in a link that people follow.
LINK_BEGINS = ("https://", "http://", "/")


class OfferingError(frappe.ValidationError):
	"""A Service Offering whose rows contradict one another or say nothing."""


def validate_offering(offering) -> None:
	"""Refuse rows that could never be done, found or shown, naming table and row."""
	validate_roles([(_(offering.meta.get_label(field)), offering.get(field)) for field in ROLES])
	_no_repetition(offering, "skills", "skill")
	_no_repetition(offering, "certifications", "certification")
	_validate_evidence(offering)
	_validate_stages(offering)
	_validate_materials(offering)
	_validate_knowledge(offering)
	if not offering.runbook:
		offering.start_runbook = "On Opening"


def _no_repetition(offering, table: str, field: str) -> None:
	names = [row.get(field) for row in offering.get(table)]
	for row in offering.get(table):
		if row.get(field) in names[: row.idx - 1]:
			_refuse(
				offering,
				table,
				row,
				_("{0} stands there already. Delete one of the rows.").format(frappe.bold(row.get(field))),
			)


def _validate_evidence(offering) -> None:
	seen = set()
	for row in offering.evidence:
		if (row.minimum_count or 0) < 1:
			_refuse(
				offering,
				"evidence",
				row,
				_("Minimum Number: {0} must be 1 or more.").format(row.minimum_count or 0),
			)
		if (row.kind, row.stage) in seen:
			_refuse(
				offering,
				"evidence",
				row,
				_("{0} is asked for in {1} already. Delete one of the rows.").format(
					_(row.kind), _(row.stage)
				),
			)
		seen.add((row.kind, row.stage))


def _validate_stages(offering) -> None:
	"""What is asked for at a stage that no ticket leaves on its way forward would never be asked for."""
	for table in ("evidence", "checklist"):
		for row in offering.get(table):
			if row.stage not in GATED_STAGES:
				_refuse(
					offering,
					table,
					row,
					_("nothing can be asked for in {0}. Choose one of {1}.").format(
						_(row.stage), ", ".join(_(stage) for stage in GATED_STAGES)
					),
				)


def _validate_materials(offering) -> None:
	for row in offering.materials:
		if not (row.item or row.description):
			_refuse(offering, "materials", row, _("choose an Item or give a Description."))
		if not (row.qty or 0) > 0:
			_refuse(offering, "materials", row, _("Quantity: {0} must be above 0.").format(row.qty or 0))


def _validate_knowledge(offering) -> None:
	for row in offering.knowledge:
		if row.knowledge_case:
			continue  # it says all itself
		if not row.kind or not row.title:
			_refuse(offering, "knowledge", row, _("choose a Case, or give a Kind and a Title."))
		if not (row.url or row.content):
			_refuse(offering, "knowledge", row, _("give a Link or a Text."))
		if row.url and not row.url.startswith(LINK_BEGINS):
			_refuse(
				offering,
				"knowledge",
				row,
				_("Link: {0} must begin with one of {1}.").format(row.url, ", ".join(LINK_BEGINS)),
			)


def _refuse(offering, table: str, row, why: str) -> None:
	label = _(offering.meta.get_label(table))
	frappe.throw(_("{0}, row {1}: {2}").format(label, row.idx, why), OfferingError)
