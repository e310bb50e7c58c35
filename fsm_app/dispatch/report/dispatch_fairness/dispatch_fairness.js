// Filters of the report: this month, unless another time is chosen.

frappe.query_reports["Dispatch Fairness"] = {
	filters: [
		{ fieldname: "company", label: __("Company"), fieldtype: "Link", options: "Company" },
		{ fieldname: "from_date", label: __("From Date"), fieldtype: "Date", default: frappe.datetime.month_start() },
		{ fieldname: "to_date", label: __("To Date"), fieldtype: "Date", default: frappe.datetime.get_today() },
		{ fieldname: "team", label: __("Team"), fieldtype: "Link", options: "Service Team" },
		{ fieldname: "region", label: __("Region", null, "Service Engineer"), fieldtype: "Link", options: "Territory" },
	],
};
