"""Labels on devices: a QR code that holds a signed link to report a fault (C2).

The signature keeps anybody from making up links and trying serial numbers; it is no login. Who may do what with a valid
link is decided where the link is used.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

import segno

import frappe
from frappe import _
from frappe.utils import get_url
from frappe.utils.verified_command import get_secret

from fsm_app.common.clock import now
from fsm_app.service_desk import equipment

PAGE = "service-request"
# Bytes of the signature that a link carries: short enough for a small QR code, too many to guess.
SIGNATURE_BYTES = 16
# Tells these signatures from others made with the site's secret.
PURPOSE = "fsm_app.service_label"


class LabelNotGenuine(frappe.PermissionError):
	"""A link that this site has not signed, or that was changed."""


class LabelNoLongerValid(frappe.LinkExpired):
	"""A link that has run out, or whose device is gone."""


def label_link(serial_no: str) -> str:
	"""The address for a serial number's label, valid from today for the days that the settings say."""
	issued = now().strftime("%Y%m%d")
	query = urlencode({"e": serial_no, "i": issued, "s": signature(serial_no, issued)})
	return get_url(f"/{PAGE}?{query}")


def service_label_qr(serial_no: str) -> str:
	"""The label's QR code as SVG, for print formats."""
	code = segno.make(label_link(serial_no), error="m", micro=False)
	return code.svg_inline(border=4, omitsize=True)


def signature(serial_no: str, issued: str) -> str:
	"""The signature of a link: HMAC-SHA256 with the site's secret, cut to SIGNATURE_BYTES, as URL-safe Base64."""
	message = "\n".join((PURPOSE, issued, serial_no))
	digest = hmac.new(get_secret().encode(), message.encode(), hashlib.sha256).digest()
	return urlsafe_b64encode(digest[:SIGNATURE_BYTES]).rstrip(b"=").decode()


def device_of_label(serial_no: str, issued: str, signed: str) -> frappe._dict:
	"""The facts of the device behind a link (see equipment.device). Raises LabelNotGenuine and LabelNoLongerValid."""
	# As bytes: compare_digest takes no text beyond ASCII, and what comes in may be anything.
	if not hmac.compare_digest(signature(serial_no, issued).encode(), signed.encode()):
		frappe.throw(
			_(
				"This label is not genuine. Scan the code on the device again, or report the fault by telephone."
			),
			LabelNotGenuine,
		)
	found = None if _has_run_out(issued) else equipment.device(serial_no)
	if not found:
		frappe.throw(
			_("This label is no longer valid. Report the fault by telephone, and ask for a new label."),
			LabelNoLongerValid,
		)
	return found


def _has_run_out(issued: str) -> bool:
	days = frappe.db.get_single_value("Field Service Settings", "label_valid_days", cache=True)
	# The date is signed, so it is one.
	return bool(days) and now().date() > _day(issued) + timedelta(days=days)


def _day(issued: str) -> date:
	return datetime.strptime(issued, "%Y%m%d").date()
