// Filters of the report; a figure that there is none of is a dash, and who moves up or down stands in colour.

frappe.query_reports["Scheme Trial"] = {
	filters: [
		{
			fieldname: "cycle",
			label: __("Cycle"),
			fieldtype: "Link",
			options: "Performance Cycle",
			reqd: 1,
		},
		{
			fieldname: "scheme",
			label: __("Scheme to Try"),
			fieldtype: "Select",
			options: [],
			reqd: 1,
		},
	],
	// Also those that are not in force, which are what one tries: a link would not offer them.
	async onload(report) {
		const schemes = await frappe.db.get_list("KPI Scheme", { fields: ["name"], order_by: "name", limit: 0 });
		const field = report.get_filter("scheme");
		field.df.options = ["", ...schemes.map(({ name }) => name)].map((value) => ({ value, label: __(value) }));
		field.refresh();
		if (frappe.route_options?.scheme || field.last_value) {
			field.set_value(frappe.route_options?.scheme || field.last_value);
		}
	},
	formatter(value, row, column, data, default_formatter) {
		if (value == null) {
			return "–";
		}
		const shown = default_formatter(value, row, column, data);
		if (column.fieldname !== "moves" || !value) {
			return shown;
		}
		return value > 0 ? `<span class="text-success">▲ ${value}</span>` : `<span class="text-danger">▼ ${-value}</span>`;
	},
};
