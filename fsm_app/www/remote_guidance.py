"""The page on which the two who take part in a call by video meet: by login, or the customer by a link (N3)."""

from urllib.parse import urlencode

import frappe
from frappe import _

from fsm_app.engine.stages import TICKET
from fsm_app.intake.portal.pages import LANGUAGES, ensure_csrf_token
from fsm_app.remote_guidance import signals, taking_part
from fsm_app.service_desk.ticket_mail import language_of

no_cache = 1
sitemap = 0


def get_context(context) -> None:
	"""Show the call, or say in plain words why there is none. Opening the page changes nothing; joining is a button."""
	key, name = frappe.form_dict.get("k") or "", frappe.form_dict.get("s") or ""
	if frappe.session.user == "Guest" and not key:
		target = "/remote-guidance?" + urlencode({"s": name})
		frappe.local.flags.redirect_location = "/login?" + urlencode({"redirect-to": target})
		raise frappe.Redirect(302)  # not for good: after the login the page is here
	ensure_csrf_token()
	context.update({"no_breadcrumbs": 1, "show_sidebar": False, "no_header": 1})
	try:
		session, side = taking_part.part_in(name, key)
	except (frappe.PermissionError, frappe.ValidationError, frappe.LinkExpired) as refused:
		frappe.clear_messages()
		context.problem = str(refused)
		is_refusal = isinstance(refused, frappe.PermissionError)
		context.http_status_code = 403 if is_refusal else frappe.LinkExpired.http_status_code
	else:
		if key and not frappe.form_dict.get("_lang"):
			frappe.local.lang = language_of(frappe.get_doc(TICKET, session.ticket))
		context.facts = _facts(session, by_link=bool(key))
		context.side = side
		context.call = {"k": key} if key else {"session": session.name}
	context.title = _("Remote Guidance")
	context.is_expert = context.side == signals.EXPERT
	context.language = frappe.local.lang
	context.texts = _texts()
	kept = {"k": key} if key else {"s": name}
	context.languages = [
		{"label": label, "url": f"/remote-guidance?{urlencode({**kept, '_lang': code})}"}
		for code, label in LANGUAGES
		if code != frappe.local.lang.split("-")[0]
	]


def _facts(session, by_link: bool) -> dict:
	"""What the call is about. Of a link, which is handed on, no more than its sender would say on the telephone."""
	row = frappe.db.get_value(
		TICKET, session.ticket, ["name", "offering", "item_code", "serial_no", "company"], as_dict=True
	)
	service = _(row.offering) if row.offering else ""
	if by_link:
		return {"company": row.company, "ticket": row.name, "service": service}
	device = " · ".join(filter(None, (row.item_code, row.serial_no)))
	return {"ticket": row.name, "service": service, "device": device, "question": session.question}


def _texts() -> dict[str, str]:
	"""What the page's scripts say, in the user's language."""
	return {
		"waiting": _("Waiting for the other side to join …"),
		"connecting": _("Connecting …"),
		"connected": _("Connected."),
		"again": _("The connection is interrupted. It is tried again …"),
		"no_connection": _(
			"No connection came about. Check both networks; your administrator may need to enter a TURN server in Guidance Settings."
		),
		"no_server": _("This site does not answer at present. It is tried again …"),
		"over": _("The call is over."),
		"left": _("The other side has left the page."),
		"no_camera": _(
			"The camera cannot be used. Allow this page to use it in the browser's settings, close other apps that use it, and try again."
		),
		"no_camera_here": _(
			"This browser gives no camera to this page. Open it by https in a current browser."
		),
		"frozen": _("The expert draws on a picture of your camera."),
		"draw": _("Draw on the picture: the other side sees it at once."),
		"live": _("The expert sees your camera."),
		"keeping": _("Keeping the picture …"),
		"kept": _("The picture is kept as evidence of the ticket."),
		"not_kept": _("The picture was not kept: {0}"),
		"mute": _("Microphone Off"),
		"unmute": _("Microphone On"),
		"sure": _("End the call for both?"),
		"said": "{0}",
	}
