// Filters of the report; without dates it shows the last 90 days.

frappe.query_reports["Parts Used Against Usual"] = {
	filters: [
		{
			fieldname: "from_date",
			label: __("From"),
			fieldtype: "Date",
			default: frappe.datetime.add_days(frappe.datetime.get_today(), -90),
		},
		{ fieldname: "to_date", label: __("To"), fieldtype: "Date", default: frappe.datetime.get_today() },
		{
			fieldname: "show",
			label: __("Show"),
			fieldtype: "Select",
			default: "Over",
			options: [
				{ value: "Over", label: __("More Than Usual") },
				{ value: "All", label: __("All Tickets") },
			],
		},
		{ fieldname: "company", label: __("Company"), fieldtype: "Link", options: "Company" },
		{ fieldname: "engineer", label: __("Engineer"), fieldtype: "Link", options: "Service Engineer" },
		{ fieldname: "fault_code", label: __("Fault Code"), fieldtype: "Data" },
		{ fieldname: "item_code", label: __("Model"), fieldtype: "Link", options: "Item" },
	],
	// A figure that there is no data for is not 0.
	formatter(value, row, column, data, default_formatter) {
		return value == null ? "–" : default_formatter(value, row, column, data);
	},
};
