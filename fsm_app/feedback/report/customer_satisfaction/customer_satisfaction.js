// Filters of the report; without dates it shows the last 90 days.

frappe.query_reports["Customer Satisfaction"] = {
	filters: [
		{
			fieldname: "group_by",
			label: __("By"),
			fieldtype: "Select",
			default: "engineer",
			options: [
				{ value: "engineer", label: __("Engineer") },
				{ value: "offering", label: __("Offering") },
				{ value: "region", label: __("Region") },
				{ value: "customer", label: __("Customer") },
			],
		},
		{
			fieldname: "from_date",
			label: __("From"),
			fieldtype: "Date",
			default: frappe.datetime.add_days(frappe.datetime.get_today(), -90),
		},
		{ fieldname: "to_date", label: __("To"), fieldtype: "Date", default: frappe.datetime.get_today() },
		{ fieldname: "engineer", label: __("Engineer"), fieldtype: "Link", options: "Service Engineer" },
		{ fieldname: "offering", label: __("Offering"), fieldtype: "Link", options: "Service Offering" },
		{ fieldname: "customer", label: __("Customer"), fieldtype: "Link", options: "Customer" },
		{ fieldname: "company", label: __("Company"), fieldtype: "Link", options: "Company" },
	],
	// A figure that there is no data for is not 0.
	formatter(value, row, column, data, default_formatter) {
		return value == null ? "–" : default_formatter(value, row, column, data);
	},
};
