"""The pages of the web app: thin shells that know who is logged in, one that a phone keeps and knows nobody (N1, N2)."""

import json
import re

import pytest

from fsm_app.common import frontend_assets
from tests.app import factories as f

BOOT = re.compile(r'id="boot">(.*?)</script>', re.DOTALL)
MANIFEST = {
	"src/field/main.ts": {"file": "field-1.js", "css": ["field-1.css"], "imports": ["_shared-1.js"]},
	"src/dispatch/main.ts": {"file": "dispatch-1.js", "imports": ["_shared-1.js"]},
	"_shared-1.js": {"file": "shared-1.js", "css": ["shared-1.css"]},
}


@pytest.fixture
def built(tmp_path, monkeypatch):
	"""The front end as a build leaves it, whether it was built here or not."""
	(tmp_path / "manifest.json").write_text(json.dumps(MANIFEST), encoding="utf-8")
	(tmp_path / "strings.json").write_text(
		json.dumps({"field": [["My Day", ""]], "dispatch": []}), encoding="utf-8"
	)
	(tmp_path / "field-worker.js").write_text("const kept = '<b>&';", encoding="utf-8")
	monkeypatch.setattr(frontend_assets, "FOLDER", tmp_path)


@pytest.fixture
def unbuilt(tmp_path, monkeypatch):
	monkeypatch.setattr(frontend_assets, "FOLDER", tmp_path)


def boot_in(response) -> dict:
	return json.loads(BOOT.search(response.get_data(as_text=True))[1])


class TestField:
	def test_a_guest_is_sent_to_the_login_and_back(self, rest, built):
		response = rest.get("/field/ticket/ST-1")
		assert response.status_code == 302
		assert response.headers["Location"] == "/login?redirect-to=%2Ffield%2Fticket%2FST-1"

	def test_brings_its_user_and_names_its_files(self, rest, built):
		user = f.user("fieldpage@example.com", "Service Engineer")
		response = rest.login(user).get("/field")
		html = response.get_data(as_text=True)
		assert boot_in(response)["session"]["user"] == user
		assert "Service Engineer" in boot_in(response)["session"]["roles"]
		assert '<script type="module" src="/assets/fsm_app/frontend/field-1.js">' in html
		assert '<link rel="modulepreload" href="/assets/fsm_app/frontend/shared-1.js">' in html
		assert html.index("field-1.css") and html.index("shared-1.css")
		assert html.startswith("<!doctype html>") and "field-manifest.json" in html

	def test_the_copy_that_the_phone_keeps_knows_nobody(self, rest, built):
		user = f.user("fieldshell@example.com", "Service Engineer")
		for visitor in (rest, rest.login(user)):
			response = visitor.get("/field", {"shell": "1"})
			assert response.status_code == 200
			assert boot_in(response)["session"] is None
			assert user not in response.get_data(as_text=True)

	def test_says_what_the_reader_reads(self, rest, built):
		texts = boot_in(rest.get("/field", {"shell": "1", "_lang": "zh"}))["texts"]
		assert texts == {"My Day": "我的一天"}

	def test_says_what_to_do_where_nothing_is_built(self, rest, unbuilt):
		response = rest.get("/field", {"shell": "1"})
		assert response.status_code == 200
		assert "<code>bench build --app fsm_app</code>" in response.get_data(as_text=True)

	def test_the_worker_is_a_script_as_it_was_built(self, rest, built):
		response = rest.get("/field-sw.js")
		assert response.get_data(as_text=True).strip() == "const kept = '<b>&';"
		assert response.mimetype in ("text/javascript", "application/javascript")


class TestDispatch:
	def test_is_for_those_who_coordinate(self, rest, built):
		dispatcher = f.user("boardpage@example.com", "Service Dispatcher")
		response = rest.login(dispatcher).get("/dispatch")
		assert boot_in(response)["session"]["user"] == dispatcher
		html = response.get_data(as_text=True)
		assert html.startswith("<!doctype html>") and "dispatch-1.js" in html
		# It is not put on a phone, as the field app is.
		assert "field-manifest.json" not in html
		engineer = f.user("boardstranger@example.com", "Service Engineer")
		assert rest.login(engineer).get("/dispatch").status_code == 403
		assert rest.get("/dispatch").status_code == 302


class TestSession:
	METHOD = "/api/method/fsm_app.api.field_app.session"

	def test_tells_who_is_logged_in(self, rest):
		user = f.user("fieldsession@example.com", "Service Engineer")
		assert rest.login(user).get(self.METHOD).json["message"]["user"] == user

	def test_nobody_for_guests(self, rest):
		response = rest.get(self.METHOD)
		assert response.status_code == 200
		assert response.json.get("message") is None
