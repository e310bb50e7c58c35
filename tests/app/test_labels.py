"""Labels of devices: a link that only this site makes, and that ends (C2)."""

from urllib.parse import parse_qs, urlsplit

import pytest

import frappe

from fsm_app.intake import labels
from fsm_app.intake.labels import LabelNoLongerValid, LabelNotGenuine, device_of_label, label_link
from tests.app import devices as d

# Characters that mean something in an address, and some beyond ASCII.
STRANGE = "SN 1/ä&b=泵+%"


def parts(link: str) -> tuple[str, str, str]:
	query = parse_qs(urlsplit(link).query, strict_parsing=True)
	return tuple(query[field][0] for field in ("e", "i", "s"))


@pytest.mark.parametrize("name", ["SN-1", STRANGE])
def test_the_link_leads_to_the_device_again(name):
	d.serial_no(name)
	link = label_link(name)
	assert urlsplit(link).path == "/service-request"
	assert device_of_label(*parts(link)).name == name


def test_the_signature_is_long_enough_not_to_be_guessed():
	import base64

	signed = labels.signature("SN-1", "20260302")
	assert len(base64.urlsafe_b64decode(signed + "==")) >= 16
	assert signed != labels.signature("SN-2", "20260302") != labels.signature("SN-1", "20260303")


@pytest.mark.parametrize(
	"change",
	[
		lambda e, i, s: ("SN-2", i, s),
		lambda e, i, s: (e, "20991231", s),
		lambda e, i, s: (e, i, ("A" if s[0] != "A" else "B") + s[1:]),
		lambda e, i, s: (e, i, s[:-2]),
		lambda e, i, s: (e, i, ""),
		lambda e, i, s: (e, i, "签名"),
		lambda e, i, s: ("", "", ""),
		lambda e, i, s: (e + "\n" + i, i, s),
	],
)
def test_a_changed_link_is_refused(change, freeze):
	freeze("2026-03-02 10:00:00")
	for name in ("SN-1", "SN-2"):
		d.serial_no(name)
	genuine = parts(label_link("SN-1"))
	with pytest.raises(LabelNotGenuine) as refused:
		device_of_label(*change(*genuine))
	assert refused.value.http_status_code == 403
	assert "SN-" not in str(refused.value)


def test_the_secret_of_the_site_makes_the_signature(monkeypatch):
	before = labels.signature("SN-1", "20260302")
	monkeypatch.setattr(labels, "get_secret", lambda: "another secret")
	assert labels.signature("SN-1", "20260302") != before


def test_a_label_ends_when_its_days_are_over(freeze):
	d.serial_no()
	frappe.db.set_single_value("Field Service Settings", "label_valid_days", 30)
	freeze("2026-03-02 10:00:00")
	link = parts(label_link("SN-1"))
	freeze("2026-04-01 23:59:00")
	assert device_of_label(*link)
	freeze("2026-04-02 00:00:00")
	with pytest.raises(LabelNoLongerValid) as refused:
		device_of_label(*link)
	assert refused.value.http_status_code == 410
	frappe.db.set_single_value("Field Service Settings", "label_valid_days", 0)
	freeze("2036-04-02 00:00:00")
	assert device_of_label(*link)


def test_the_label_of_a_device_that_is_gone_ends():
	d.serial_no("SN-GONE")
	link = parts(label_link("SN-GONE"))
	frappe.delete_doc("Serial No", "SN-GONE")
	with pytest.raises(LabelNoLongerValid) as refused:
		device_of_label(*link)
	assert "SN-GONE" not in str(refused.value)


def test_the_code_is_a_picture_without_markup_from_the_serial_number():
	svg = labels.service_label_qr('SN"><script>alert(1)</script>')
	assert svg.startswith("<svg") and svg.rstrip().endswith("</svg>")
	assert "script" not in svg
