// The queue of open tickets: filters, and what is late in red.

frappe.query_reports["Service Queue"] = {
	filters: [
		{ fieldname: "company", label: __("Company"), fieldtype: "Link", options: "Company" },
		{ fieldname: "team", label: __("Team"), fieldtype: "Link", options: "Service Team" },
		{ fieldname: "engineer", label: __("Engineer"), fieldtype: "Link", options: "Service Engineer" },
		{ fieldname: "priority", label: __("Priority"), fieldtype: "Link", options: "Service Priority" },
	],
	formatter(value, row, column, data, default_formatter) {
		if (value == null) {
			return "";
		}
		if (column.fieldname === "clock") {
			return __(value, null, "SLA Clock");
		}
		if (column.fieldname === "stage") {
			return __(value, null, "Service Ticket");
		}
		if (column.fieldname !== "time_left" || value >= 0) {
			return default_formatter(value, row, column, data);
		}
		// Frappe's durations know no sign.
		return `<span class="text-danger">-${default_formatter(-value, row, column, data)}</span>`;
	},
};
