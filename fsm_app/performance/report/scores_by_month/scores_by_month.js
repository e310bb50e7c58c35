// Filters of the report; a month without data is a dash.

frappe.query_reports["Scores by Month"] = {
	filters: [
		{
			fieldname: "by",
			label: __("By", null, "Scores by Month"),
			fieldtype: "Select",
			options: ["Engineer", "Team", "KPI"].map((value) => ({ value, label: __(value) })),
			default: "Engineer",
			reqd: 1,
		},
		{ fieldname: "company", label: __("Company"), fieldtype: "Link", options: "Company" },
		{ fieldname: "team", label: __("Team"), fieldtype: "Link", options: "Service Team" },
		{ fieldname: "engineer", label: __("Engineer"), fieldtype: "Link", options: "Service Engineer" },
		{
			fieldname: "kpi",
			label: __("KPI"),
			fieldtype: "Link",
			options: "KPI Definition",
			depends_on: "eval:doc.by === 'KPI'",
		},
		{ fieldname: "months", label: __("Months", null, "Scores by Month"), fieldtype: "Int", default: 12 },
	],
	formatter(value, row, column, data, default_formatter) {
		return value == null ? "–" : default_formatter(value, row, column, data);
	},
};
