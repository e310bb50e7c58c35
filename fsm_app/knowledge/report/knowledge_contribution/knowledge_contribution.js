// Filters of the report; without dates it shows this month. Who has fewer cases than are due stands out.

frappe.query_reports["Knowledge Contribution"] = {
	filters: [
		{
			fieldname: "from_date",
			label: __("From"),
			fieldtype: "Date",
			default: frappe.datetime.month_start(),
		},
		{ fieldname: "to_date", label: __("To"), fieldtype: "Date", default: frappe.datetime.get_today() },
		{ fieldname: "company", label: __("Company"), fieldtype: "Link", options: "Company" },
		{ fieldname: "team", label: __("Team"), fieldtype: "Link", options: "Service Team" },
	],
	formatter(value, row, column, data, default_formatter) {
		if (value == null) {
			return "–";
		}
		const shown = default_formatter(value, row, column, data);
		const lacks = column.fieldname === "published" && data && data.published < data.due;
		return lacks ? `<span class="text-danger">${shown}</span>` : shown;
	},
};
