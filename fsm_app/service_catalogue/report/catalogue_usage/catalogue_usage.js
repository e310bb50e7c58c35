// Filters of the report; without dates it shows the last 30 days.

frappe.query_reports["Catalogue Usage"] = {
	filters: [
		{
			fieldname: "from_date",
			label: __("From"),
			fieldtype: "Date",
			default: frappe.datetime.add_days(frappe.datetime.get_today(), -30),
		},
		{
			fieldname: "to_date",
			label: __("To"),
			fieldtype: "Date",
			default: frappe.datetime.get_today(),
		},
		{ fieldname: "company", label: __("Company"), fieldtype: "Link", options: "Company" },
		{ fieldname: "offering", label: __("Offering"), fieldtype: "Link", options: "Service Offering" },
		{ fieldname: "unused_only", label: __("Unused only"), fieldtype: "Check" },
	],
	// A figure that there is no data for is not 0.
	formatter(value, row, column, data, default_formatter) {
		return value == null ? "" : default_formatter(value, row, column, data);
	},
};
