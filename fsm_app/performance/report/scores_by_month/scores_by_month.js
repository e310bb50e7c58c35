// Filters of the report; a month without data is a dash.

frappe.query_reports["Scores by Month"] = {
	filters: [
		{
			fieldname: "by",
			label: __("Compare By"),
			fieldtype: "Select",
			options: ["Engineer", "Team", "KPI"].map((value) => ({ value, label: __(value) })),
			default: "Engineer",
			reqd: 1,
		},
		{ fieldname: "company", label: __("Company"), fieldtype: "Select", options: [], hidden: 1 },
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
	// Those that have months, which who manages their scores may see without reading companies; one alone is no choice.
	async onload(report) {
		const cycles = await frappe.db.get_list("Performance Cycle", { fields: ["company"], limit: 0 });
		const companies = [...new Set(cycles.map(({ company }) => company))].sort();
		if (companies.length > 1) {
			const field = report.get_filter("company");
			field.df.options = ["", ...companies];
			field.df.hidden = 0;
			field.refresh();
		}
	},
	formatter(value, row, column, data, default_formatter) {
		return value == null ? "–" : default_formatter(value, row, column, data);
	},
};
