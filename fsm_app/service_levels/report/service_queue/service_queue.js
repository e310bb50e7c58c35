// The queue of open tickets: filters, how much time is left in the colour that it deserves, and the way to dispatch.

(() => {
	const STAGES = [
		"Received",
		"Triaged",
		"Dispatched",
		"Accepted",
		"Preparing",
		"Travelling",
		"On Site",
		"Working",
		"Waiting for Customer",
		"Waiting for Parts",
		"Reopened",
	];
	const DAY = 24 * 3600 * 1000;
	const esc = (text) => frappe.utils.escape_html(String(text));

	frappe.query_reports["Service Queue"] = {
		filters: [
			{ fieldname: "company", label: __("Company"), fieldtype: "Link", options: "Company" },
			{ fieldname: "team", label: __("Team"), fieldtype: "Link", options: "Service Team" },
			{ fieldname: "engineer", label: __("Engineer"), fieldtype: "Link", options: "Service Engineer" },
			{ fieldname: "priority", label: __("Priority"), fieldtype: "Link", options: "Service Priority" },
			{
				fieldname: "stage",
				label: __("Stage"),
				fieldtype: "Select",
				options: ["", ...STAGES].map((value) => ({ value, label: value && __(value, null, "Service Ticket") })),
			},
			{ fieldname: "unassigned", label: __("Unassigned"), fieldtype: "Check" },
		],
		formatter(value, row, column, data, default_formatter) {
			const format = FORMATS[column.fieldname];
			if (format && data) {
				return format(value, data) ?? "";
			}
			return value == null ? "" : default_formatter(value, row, column, data);
		},
	};

	const FORMATS = {
		clock: (value) => value && esc(__(value, null, "SLA Clock")),
		stage: (value) => value && esc(__(value, null, "Service Ticket")),
		due_at: short_moment,
		opened_at: short_moment,
		time_left: (value, { time_left_text, colour }) =>
			time_left_text && `<span class="indicator-pill no-indicator-dot ${colour}">${esc(time_left_text)}</span>`,
		engineer: (value, row) => (value ? engineer_link(value, row.engineer_name) : dispatch_link(row.ticket)),
	};

	// Within a week the day's name says more than the date.
	function short_moment(value) {
		if (!value) {
			return "";
		}
		const at = moment(value);
		const near = Math.abs(at - moment(frappe.datetime.system_datetime())) < 6 * DAY;
		const day = near ? weekday(at) : frappe.datetime.str_to_user(value.split(" ")[0]);
		return `<span title="${esc(frappe.datetime.str_to_user(value))}">${esc(day)} ${at.format("HH:mm")}</span>`;
	}

	// Not by moment, to which Frappe gives no Chinese.
	function weekday(at) {
		return new Intl.DateTimeFormat(frappe.boot.lang.replace("_", "-"), { weekday: "short" }).format(at.toDate());
	}

	function engineer_link(engineer, name) {
		return `<a href="${frappe.utils.get_form_link("Service Engineer", engineer)}">${esc(name || engineer)}</a>`;
	}

	// Dispatching asks for a look at the ticket, which opens beside the queue.
	function dispatch_link(ticket) {
		const may_dispatch = ["Service Dispatcher", "Service Manager"].some((role) => frappe.user.has_role(role));
		return may_dispatch
			? `<a class="btn btn-xs btn-default" target="_blank" href="${frappe.utils.get_form_link("Service Ticket", ticket)}">${__("Dispatch", null, "Service Queue")}</a>`
			: `<span class="text-muted">${__("Unassigned")}</span>`;
	}
})();
