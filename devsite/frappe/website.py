"""Pages: an app's www folder, with routes, templates, controllers and the page's own style and script."""

import functools
import importlib.util
import logging
import mimetypes
import re
from pathlib import Path

import jinja2
from werkzeug.exceptions import NotFound
from werkzeug.routing import Map, Rule
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

import frappe
from frappe.state import _dict

from devsite.unsupported import Unsupported, guard

__getattr__ = guard(__name__)

# The layout that pages extend, which is Frappe's own in Frappe.
LAYOUT = Path(__file__).parent / "templates"


def answer(request):
	"""The page at the request's path, or the one that says that there is none."""
	try:
		return _page(request.path.strip("/"))
	except frappe.Redirect as moved:
		return redirect(frappe.local.flags.redirect_location, moved.http_status_code)
	except (Unsupported, jinja2.TemplateError):
		raise
	except Exception as error:
		status = getattr(error, "http_status_code", 500)
		if status >= 500:
			logging.getLogger("frappe.web").error("%s", error, exc_info=error)
		return _message(status, str(error) if status == 403 else "")


def _page(path):
	route, arguments = _route(path)
	folder, template = _template(route)
	if template is None:
		raise frappe.PageDoesNotExistError
	frappe.local.form_dict.update(arguments)
	frappe.local.path = path
	context = _dict(_always(), path=path, route=route)
	if controller := _controller(folder, template):
		context.update(getattr(controller, "get_context", lambda context: None)(context) or {})
	context.setdefault("title", route)
	return _rendered(f"www/{template}", context, folder)


def _message(status, text):
	"""A page with nothing but what went wrong."""
	_ = frappe._
	title = {403: _("Not Permitted"), 404: _("Page not found")}.get(status) or _("Server Error")
	context = _dict(_always(), title=title, text=text, path="", http_status_code=status)
	return _rendered("templates/message.html", context, None)


def _rendered(template, context, folder):
	context.csrf_token = frappe.session.data.csrf_token
	for kind in ("css", "js") if template.endswith(".html") else ():
		beside = Path(template).with_suffix(f".{kind}")
		context[f"page_{kind}"] = (
			_environment(_apps()).get_template(str(beside)).render(context)
			if folder and (folder / beside).exists()
			else ""
		)
	html = _environment(_apps()).get_template(template).render(context)
	headers = {"Cache-Control": "no-store,no-cache,must-revalidate,max-age=0"}
	return Response(
		html, context.http_status_code or 200, headers, mimetype=mimetypes.guess_type(template)[0]
	)


def _always():
	"""What every page knows."""
	settings = frappe.get_doc("Portal Settings")
	roles = frappe.get_roles()
	return {
		"_": frappe._,
		"frappe": _dict(form_dict=frappe.local.form_dict, session=frappe.session, lang=frappe.local.lang),
		"lang": frappe.local.lang,
		"menu": [row for row in settings.menu if row.enabled and (not row.role or row.role in roles)],
	}


def _route(path):
	"""The page that stands behind a path, and what the path says besides; rules of the apps come first."""
	rules = Map(
		[
			Rule(rule["from_route"], endpoint=rule["to_route"])
			for rule in frappe.get_hooks("website_route_rules")
		]
	)
	try:
		return rules.bind("").match("/" + path)
	except NotFound:
		return path, {}


def _template(route):
	"""(the app's folder, the template below www) of a page; (None, None) where no app has it."""
	if re.search(r"(?:^|/)[._]|\.\.|\\", route):
		return None, None
	for app in _apps():
		folder = Path(frappe.get_app_path(app))
		# A script is a template, too.
		scripts = (route,) if route.endswith(".js") else ()
		for template in (f"{route}.html", f"{route}/index.html", *scripts):
			if (folder / "www" / template).is_file():
				return folder, template
	return None, None


def _controller(folder, template):
	"""The Python file beside a template, whose name has underscores."""
	file = folder / "www" / Path(template).parent / (Path(template).stem.replace("-", "_") + ".py")
	if not file.exists():
		return None
	place = file.relative_to(folder).with_suffix("")
	return frappe.get_module(".".join((folder.name, *place.parts)))


def _apps():
	return tuple(app for app in reversed(frappe.get_installed_apps()) if app not in frappe.STAND_INS)


@functools.cache
def _environment(apps):
	folders = [frappe.get_app_path(app) for app in apps if importlib.util.find_spec(app)]
	loaders = [
		jinja2.FileSystemLoader(folders),
		jinja2.PrefixLoader({"templates": jinja2.FileSystemLoader(LAYOUT)}),
	]
	# Escaping is the templates' own affair, as in Frappe.
	return jinja2.Environment(loader=jinja2.ChoiceLoader(loaders), undefined=jinja2.Undefined)
