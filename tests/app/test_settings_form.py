"""Field Service Settings are arranged by subject, and percentages read as such (Q1)."""

import json
from pathlib import Path

import fsm_app

APP = Path(fsm_app.__file__).parent
SETTINGS = APP / "service_desk" / "doctype" / "field_service_settings" / "field_service_settings.json"


def parts(*breaks: str) -> dict[str, list[str]]:
	"""The fields with values by the label of the last break of these types before them."""
	found: dict[str, list[str]] = {}
	doctype = json.loads(SETTINGS.read_text(encoding="utf-8"))
	fields = {field["fieldname"]: field for field in doctype["fields"]}
	for name in doctype["field_order"]:
		if fields[name]["fieldtype"] in breaks:
			part = found.setdefault(fields[name]["label"], [])
		elif fields[name]["fieldtype"] not in ("Tab Break", "Section Break", "Column Break"):
			part.append(name)
	return found


def test_each_setting_stands_under_its_subject():
	found = parts("Tab Break")
	assert found["Personal Data"] == ["retention_months"]
	assert {
		"certificate_reminders",
		"retraining_days",
		"training_completion_target",
		"exam_pass_target",
	} == set(found["Training and Certificates"])
	assert {name for name in found["Catalogue Review"] if not name.startswith("review_")} == set()
	assert {"dispatch_profile", "max_photo_mb", "far_check_in_metres"} <= set(
		found["Dispatch and Field Work"]
	)
	assert {"default_company", "allow_guest_requests", "trusted_mail_server"} <= set(found["Intake"])
	assert all(found.values())
	sections = parts("Tab Break", "Section Break")
	assert "survey_valid_days" in sections["Satisfaction Survey"]
	assert {"send_surveys", "low_stars", "plan_callbacks"} <= set(found["Customer Feedback"])
	assert "verified_by_another" in sections["Tickets"]


def test_every_field_is_in_the_order():
	doctype = json.loads(SETTINGS.read_text(encoding="utf-8"))
	assert sorted(doctype["field_order"]) == sorted(field["fieldname"] for field in doctype["fields"])


def test_percentages_are_shown_with_one_decimal():
	"""Frappe would show 100.000. A field's own precision is for settings alone: of others Frappe 16 rounds what is stored."""
	shown = (APP / "public/js/shown_digits.js").read_text(encoding="utf-8")
	for path in APP.glob("*/doctype/*/*.json"):
		doctype = json.loads(path.read_text(encoding="utf-8"))
		for field in doctype.get("fields", []):
			if field["fieldtype"] == "Percent":
				named = f"{doctype['name']}.{field['fieldname']}"
				assert field.get("precision") == ("1" if doctype.get("issingle") else None), named
				assert doctype.get("issingle") or f"{field['fieldname']}: 1" in shown, named
