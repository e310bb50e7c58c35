// Filters of the report; what was taken out again is shown on request.

frappe.query_reports["Installed Parts by Equipment"] = {
	filters: [
		{ fieldname: "customer", label: __("Customer"), fieldtype: "Link", options: "Customer" },
		{ fieldname: "serial_no", label: __("Equipment Serial No"), fieldtype: "Link", options: "Serial No" },
		{ fieldname: "item_code", label: __("Equipment Item"), fieldtype: "Link", options: "Item" },
		{ fieldname: "part_item", label: __("Part"), fieldtype: "Link", options: "Item" },
		{ fieldname: "part_serial_no", label: __("Part Serial Number"), fieldtype: "Data" },
		{ fieldname: "company", label: __("Company"), fieldtype: "Link", options: "Company" },
		{ fieldname: "with_removed", label: __("Also Removed"), fieldtype: "Check" },
	],
};
