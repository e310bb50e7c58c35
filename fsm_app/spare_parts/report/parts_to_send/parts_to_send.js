// Filters of the report; what is missing stands out.

frappe.query_reports["Parts to Send"] = {
	filters: [
		{ fieldname: "company", label: __("Company"), fieldtype: "Link", options: "Company" },
		{
			fieldname: "from_warehouse",
			label: __("From", null, "Parts Requisition"),
			fieldtype: "Link",
			options: "Warehouse",
			get_query: () => ({ filters: { is_group: 0 } }),
		},
		{ fieldname: "engineer", label: __("Engineer"), fieldtype: "Link", options: "Service Engineer" },
	],

	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		if (column.fieldname !== "short" || !data) {
			return shown;
		}
		return data.short ? `<span class="text-danger font-weight-bold">${shown}</span>` : "–";
	},
};
