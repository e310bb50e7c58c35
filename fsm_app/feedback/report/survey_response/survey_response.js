// Filters of the report; without dates it shows the last 90 days.

frappe.query_reports["Survey Response"] = {
	filters: [
		{
			fieldname: "from_date",
			label: __("From"),
			fieldtype: "Date",
			default: frappe.datetime.add_days(frappe.datetime.get_today(), -90),
		},
		{ fieldname: "to_date", label: __("To"), fieldtype: "Date", default: frappe.datetime.get_today() },
		{ fieldname: "company", label: __("Company"), fieldtype: "Link", options: "Company" },
	],
	// A figure that there is no data for is not 0.
	formatter(value, row, column, data, default_formatter) {
		return value == null ? "–" : default_formatter(value, row, column, data);
	},
};
