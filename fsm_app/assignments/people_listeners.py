"""What changes about people while they are offered tickets: the sweep asks anew whether they may keep them (E2)."""

from fsm_app.assignments import offers


def follow_engineer(engineer, method: str | None = None) -> None:
	"""Service Engineer's on_update: on leave, gone, of another company or level."""
	before = engineer.get_doc_before_save()
	judged_by = ("status", "company", "level")
	if before and any(before.get(field) != engineer.get(field) for field in judged_by):
		offers.look_again(engineer.name)


def follow_certification(certification, method: str | None = None) -> None:
	"""Engineer Certification's on_update: revoked, or its days changed."""
	if certification.get_doc_before_save():
		offers.look_again(certification.engineer)
