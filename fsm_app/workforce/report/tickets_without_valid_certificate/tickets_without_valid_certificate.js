// Filters of the report.

frappe.query_reports["Tickets Without Valid Certificate"] = {
	filters: [
		{ fieldname: "company", label: __("Company"), fieldtype: "Link", options: "Company" },
		{ fieldname: "team", label: __("Team"), fieldtype: "Link", options: "Service Team" },
		{ fieldname: "engineer", label: __("Engineer"), fieldtype: "Link", options: "Service Engineer" },
	],
	formatter(value, row, column, data, default_formatter) {
		return column.fieldname === "stage" && value
			? __(value, null, "Service Ticket")
			: default_formatter(value, row, column, data);
	},
};
