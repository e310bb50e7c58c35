from fsm_app.common.custom_fields import add_custom_fields
from fsm_app.service_desk.callers import enqueue_number_contacts


def execute() -> None:
	"""Telephone numbers count without their extension now: those of all contacts are read anew, in the background."""
	# The field of the second number; the job may begin before the migration comes to the custom fields.
	add_custom_fields()
	enqueue_number_contacts(all_again=True)
