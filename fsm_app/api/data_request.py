"""Whitelisted functions of the Service Data Request's form (D3)."""

import frappe

from fsm_app.privacy import requests


@frappe.whitelist(methods=["POST"])
def start(name: str) -> None:
	"""Let a job export or erase, see requests.start; needs write permission (D3)."""
	requests.start(_permitted(name, "write"))


@frappe.whitelist(methods=["POST"])
def refuse(name: str, reason: str) -> None:
	"""Settle the request without doing what it asks; needs write permission (D3)."""
	requests.refuse(_permitted(name, "write"), reason)


@frappe.whitelist(methods=["GET"])
def progress(name: str) -> dict:
	"""How far the job is: state, steps_done, steps_total; needs read permission (D3)."""
	doc = _permitted(name, "read")
	return {field: doc.get(field) for field in ("state", "steps_done", "steps_total")}


def _permitted(name: str, act: str):
	doc = frappe.get_doc(requests.REQUEST, name)
	doc.check_permission(act)
	return doc
