"""However the phone was held, the photo stands upright in the service report's PDF (C4, C8). Users' ask E9."""

import io
import shutil
import subprocess

import pytest
from PIL import Image, ImageChops

import frappe

from fsm_app.field_work.photos import add_photo
from tests import host
from tests.app import factories as f
from tests.app.pictures import photo
from tests.app.test_service_report import assets  # noqa: F401 (a fixture)
from tests.app.tickets import walk

# By orientation: where the black half of the picture is when it stands upright, and a shade of the other half that is
# unlike the rest (pictures.photo).
HELD = {1: ("left", 0), 3: ("right", 108), 6: ("above", 180), 8: ("below", 107)}
DOTS_PER_INCH = 150


def colour(shade: int) -> tuple[int, int, int]:
	return (shade % 251, (shade * 7) % 251, 250)


@pytest.fixture
def ticket():
	engineer = f.engineer("Picture Engineer", user=f.user("picture.engineer@example.com", "Service Engineer"))
	return walk(f.ticket(engineer=engineer.name), "Triage", "Dispatch", "Accept", "Arrive")


@pytest.mark.skipif(not host.ON_BENCH, reason="devsite prints no PDF")
@pytest.mark.skipif(not shutil.which("wkhtmltopdf"), reason="needs wkhtmltopdf")
@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="looks at the PDF with pdftoppm")
@pytest.mark.usefixtures("assets")
def test_photos_stand_upright_in_the_pdf(ticket, tmp_path):
	for orientation, (_side, shade) in HELD.items():
		add_photo(ticket.name, photo(size=(1200, 800), shade=shade, orientation=orientation))
	pages = pages_of(frappe.get_print(ticket.doctype, ticket.name, "Service Report", as_pdf=True), tmp_path)
	assert {
		orientation: black_side(pages, colour(shade)) for orientation, (_side, shade) in HELD.items()
	} == {orientation: side for orientation, (side, _shade) in HELD.items()}


def pages_of(pdf: bytes, folder) -> list[Image.Image]:
	(folder / "report.pdf").write_bytes(pdf)
	command = ["pdftoppm", "-r", str(DOTS_PER_INCH), "-png", folder / "report.pdf", folder / "page"]
	subprocess.run(command, check=True)
	return [
		Image.open(io.BytesIO(page.read_bytes())).convert("RGB") for page in sorted(folder.glob("page*.png"))
	]


def black_side(pages: list[Image.Image], wanted: tuple[int, int, int]) -> str | None:
	"""On which side of the half of this colour the black one is; None where that colour is nowhere."""
	for page in pages:
		off = ImageChops.difference(page, Image.new("RGB", page.size, wanted))
		near = [band.point(lambda shade: 255 if shade < 30 else 0) for band in off.split()]
		found = ImageChops.multiply(ImageChops.multiply(near[0], near[1]), near[2])
		if found.histogram()[255] < 500:
			continue
		left, top, right, bottom = found.getbbox()
		across, down, step = (left + right) // 2, (top + bottom) // 2, 12
		beside = {
			"left": (left - step, down),
			"right": (right + step, down),
			"above": (across, top - step),
			"below": (across, bottom + step),
		}
		black = [side for side, place in beside.items() if sum(page.getpixel(place)) < 90]
		return black[0] if len(black) == 1 else str(black)
	return None
