"""What changes about people while they are offered tickets and have appointments (E2, P1)."""

from fsm_app.assignments import absences, offers


def follow_engineer(engineer, method: str | None = None) -> None:
	"""Service Engineer's on_update: on leave, gone, of another company or level."""
	before = engineer.get_doc_before_save()
	if not before:
		return
	if any(before.get(field) != engineer.get(field) for field in ("status", "company", "level")):
		offers.look_again(engineer.name)
	if before.status != engineer.status:
		absences.follow_status(engineer, before)


def follow_certification(certification, method: str | None = None) -> None:
	"""Engineer Certification's on_update: revoked, or its days changed."""
	if certification.get_doc_before_save():
		offers.look_again(certification.engineer)
