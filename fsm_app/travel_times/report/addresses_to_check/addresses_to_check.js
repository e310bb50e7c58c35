// Those without any place are many on most sites, and shown on request.

frappe.query_reports["Addresses to Check"] = {
	filters: [{ fieldname: "with_missing", label: __("Also Without a Place"), fieldtype: "Check" }],
};
