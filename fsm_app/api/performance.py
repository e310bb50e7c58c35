"""What the forms of KPIs, cycles and appraisals ask for (J1-J3)."""

import frappe
from frappe import _

from fsm_app.common.arguments import WrongArgument, parsed, permitted
from fsm_app.performance import kpi_trial, snapshots
from fsm_app.performance.kpi_fields import offered_fields
from fsm_app.performance.kpi_rules import KPI
from fsm_app.performance.score_documents import document_groups
from fsm_app.performance.scoring import CYCLE

APPRAISAL = "Performance Appraisal"


@frappe.whitelist(methods=["GET", "POST"])
def documents(appraisal: str, kpi: str, counted_only: bool | int = False) -> list[dict]:
	"""The documents behind a figure that the user may see, by KPI; needs read permission on the appraisal."""
	permitted(APPRAISAL, appraisal)
	return document_groups(frappe.get_doc(APPRAISAL, appraisal), kpi, bool(counted_only))


@frappe.whitelist(methods=["GET", "POST"])
def prove(appraisal: str) -> dict:
	"""Whether the closed score is what its frozen inputs give; needs read permission on the appraisal."""
	permitted(APPRAISAL, appraisal)
	return snapshots.prove(frappe.get_doc(APPRAISAL, appraisal))


@frappe.whitelist(methods=["GET"])
def fields(doctype: str) -> list[dict]:
	"""The fields that a KPI of this document type may name; needs write permission on KPIs and read permission on the type."""
	frappe.has_permission(KPI, "write", throw=True)
	if not isinstance(doctype, str) or not frappe.db.exists("DocType", doctype):
		frappe.throw(_("{0}: name a document type.").format(_("Document Type")), WrongArgument)
	return offered_fields(doctype)


@frappe.whitelist(methods=["POST"])
def try_kpi(kpi: str | dict) -> dict:
	"""Last month's figures by the KPI as it stands on the form; needs write permission on KPIs. Writes nothing."""
	return kpi_trial.try_kpi(kpi_trial.unsaved_kpi(_values(kpi)))


@frappe.whitelist(methods=["POST"])
def documents_of_trial(kpi: str | dict, engineer: str) -> dict:
	"""The documents behind one of those figures that the user may see; needs write permission on KPIs."""
	return kpi_trial.documents_of_trial(kpi_trial.unsaved_kpi(_values(kpi)), engineer)


@frappe.whitelist(methods=["POST"])
def close_cycle(cycle: str) -> None:
	"""Have the cycle scored for the last time, frozen and closed in the background; needs write permission on it."""
	permitted(CYCLE, cycle, "write")
	frappe.enqueue(
		"fsm_app.performance.cycles.close_in_background",
		queue="long",
		timeout=4 * 3600,
		job_id=f"fsm_close_cycle::{cycle}",
		deduplicate=True,
		cycle=cycle,
	)


def _values(kpi) -> dict:
	values = parsed(kpi, "kpi")
	if not isinstance(values, dict):
		frappe.throw(_("kpi: send the fields of the KPI."), WrongArgument)
	return values
