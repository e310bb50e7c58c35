// Filters of the report; without dates it shows the last 90 days.

frappe.query_reports["Ticket Cost"] = {
	filters: [
		{
			fieldname: "from_date",
			label: __("From"),
			fieldtype: "Date",
			default: frappe.datetime.add_days(frappe.datetime.get_today(), -90),
		},
		{ fieldname: "to_date", label: __("To"), fieldtype: "Date", default: frappe.datetime.get_today() },
		{ fieldname: "company", label: __("Company"), fieldtype: "Link", options: "Company" },
		{
			fieldname: "coverage",
			label: __("Coverage"),
			fieldtype: "Select",
			options: [
				"",
				...["Warranty", "Contract", "Chargeable", "Goodwill"].map((value) => ({
					value,
					label: __(value, null, "Service Ticket Part"),
				})),
			],
		},
		{ fieldname: "customer", label: __("Customer"), fieldtype: "Link", options: "Customer" },
		{ fieldname: "engineer", label: __("Engineer"), fieldtype: "Link", options: "Service Engineer" },
		{ fieldname: "item_code", label: __("Model"), fieldtype: "Link", options: "Item" },
	],
	// A figure that there is no data for is not 0.
	formatter(value, row, column, data, default_formatter) {
		return value == null ? "–" : default_formatter(value, row, column, data);
	},
};
