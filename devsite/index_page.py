"""The page at '/': what is on the site and where to ask for it."""

import jinja2

import frappe
from frappe.utils.scheduler import next_execution

TEMPLATE = jinja2.Template(
	"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>devsite</title>
<style>
body { font: 15px/1.5 sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em; color: #222 }
table { border-collapse: collapse; width: 100% } td, th { text-align: left; padding: .2em .8em .2em 0 }
td.n { text-align: right } .visitors button { font: inherit; padding: .5em 1.2em; margin: 0 .4em .4em 0 } code { background: #f3f3f3; padding: 0 .3em }
</style>
<main>
<h1>devsite</h1>
{% if visitors %}<h2>Look around as</h2>
{% for visitor in visitors %}<form method="post" action="/login" class="visitors">
<input type="hidden" name="user" value="{{ visitor.user }}">
<button name="redirect-to" value="{{ chosen }}">{{ visitor.part }}</button>
{% if not chosen %}{% for what, address in visitor.others.items() %}<button name="redirect-to" value="{{ address }}">{{ what }}</button>
{% endfor %}{% endif %}</form>
{% endfor %}{% endif %}
{% if pages %}<h2>Without a login</h2>
<ul>{% for what, address in pages.items() %}<li><a href="{{ address }}">{{ what }}</a></li>{% endfor %}</ul>{% endif %}
<h2>The site</h2>
<p>A stand-in for a Frappe site with {{ apps | join(", ") }}. Log in by
<code>POST /api/method/login</code> (<code>usr=Administrator</code>, <code>pwd=admin</code>) or with
<code>Authorization: token key:secret</code>.</p>
<h2>Try</h2>
<ul>{% for example in examples %}<li><code>{{ example }}</code></li>{% endfor %}</ul>
<h2>Records</h2>
<table><tr><th>DocType<th>Module<th class="n">Records</tr>
{% for row in doctypes %}<tr><td>{{ row.name }}<td>{{ row.module }}<td class="n">{{ row.count }}</tr>
{% endfor %}</table>
<h2>Scheduled jobs</h2>
<table><tr><th>Function<th>Frequency<th>Last<th>Next</tr>
{% for job in jobs %}<tr><td>{{ job.method }}<td>{{ job.cron_format or job.frequency }}
<td>{{ job.last_execution or "" }}<td>{{ job.next }}</tr>
{% endfor %}</table>
</main>
</html>
""",
	autoescape=True,
)


def render(host, visitors=(), pages=None, chosen=""):
	"""The page as HTML; `host` is the address under which the site answers, `chosen` the page that wants a login."""
	apps = [app for app in frappe.get_installed_apps() if app not in frappe.STAND_INS]
	modules = [module for app in apps for module in frappe.get_module_list(app)]
	doctypes = frappe.get_all(
		"DocType",
		{"module": ["in", modules], "istable": 0, "issingle": 0},
		["name", "module"],
		order_by="module asc, name asc",
	)
	for row in doctypes:
		row.count = frappe.db.count(row.name)
	jobs = frappe.get_all("Scheduled Job Type", fields="*", order_by="method asc")
	for job in jobs:
		job.next = next_execution(job)
	busiest = max(doctypes, key=lambda row: row.count).name if doctypes else "ToDo"
	path = busiest.replace(" ", "%20")
	examples = [
		f"curl {host}api/method/ping",
		f"curl -c jar -d usr=Administrator -d pwd=admin {host}api/method/login",
		f"curl -b jar '{host}api/resource/{path}?fields=[\"*\"]&limit=5'",
		f"curl -b jar '{host}api/method/frappe.client.get_count?doctype={path}'",
	]
	return TEMPLATE.render(
		apps=apps,
		doctypes=doctypes,
		jobs=jobs,
		examples=examples,
		visitors=list(visitors),
		pages=pages,
		chosen=chosen,
	)
