"""What a push message opens on an engineer's phone: the ticket in the field app (N1)."""

from urllib.parse import quote

from fsm_app.engine.stages import TICKET
from fsm_app.workforce.engineers import engineer_of


def page_of(notification) -> str | None:
	"""fsm_notice_opens: an engineer's ticket opens in the field app; others have the Desk."""
	if notification.document_type != TICKET or not engineer_of():
		return None
	return f"/field/ticket/{quote(notification.document_name, safe='')}"
