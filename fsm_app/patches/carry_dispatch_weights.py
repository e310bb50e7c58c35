"""An upgraded site ranks its engineers as before, by the four weights that stood in the settings, until an administrator decides (E1, Q1)."""

import frappe
from frappe.utils import flt

SETTINGS, PROFILE, FIELD = "Field Service Settings", "Dispatch Profile", "dispatch_profile"
WEIGHTS = {"weight_skill": 40, "weight_level": 20, "weight_load": 30, "weight_region": 10}
NAME = "As Before the Upgrade"


def execute() -> None:
	"""Make a profile of the old weights, without rules of the calendar, and let the settings name it; once."""
	stored = frappe.db.get_singles_dict(SETTINGS)
	if stored.get(FIELD) or not stored or frappe.db.exists(PROFILE, NAME):
		return
	weights = {field: flt(stored.get(field, default)) for field, default in WEIGHTS.items()}
	if not any(weights.values()):
		weights = {**weights, "weight_skill": 1}  # then all were equal but for what they know
	profile = frappe.new_doc(PROFILE)
	profile.update(
		{field.fieldname: 0 for field in profile.meta.fields if field.fieldname.startswith("weight_")}
	)
	profile.update({"profile_name": NAME, "by_roster": 0, "by_leave": 0, "travel_in_shift": 0, **weights})
	profile.insert(ignore_permissions=True)  # upgrading, no user acts
	frappe.db.set_single_value(SETTINGS, FIELD, NAME)
