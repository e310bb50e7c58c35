// Filters of the report; what is below its target stands in red.

frappe.query_reports["Training Completion"] = {
	filters: [
		{
			fieldname: "from_date",
			label: __("From"),
			fieldtype: "Date",
			default: frappe.datetime.add_days(frappe.datetime.get_today(), -90),
		},
		{ fieldname: "to_date", label: __("To"), fieldtype: "Date", default: frappe.datetime.get_today() },
		{
			fieldname: "group_by",
			label: __("Group By"),
			fieldtype: "Select",
			options: [
				{ value: "Engineer", label: __("Engineer") },
				{ value: "Team", label: __("Team") },
				{ value: "Course", label: __("Course") },
			],
			default: "Engineer",
		},
		{ fieldname: "company", label: __("Company"), fieldtype: "Link", options: "Company" },
		{ fieldname: "team", label: __("Team"), fieldtype: "Link", options: "Service Team" },
		{ fieldname: "course", label: __("Course"), fieldtype: "Link", options: "Training Course" },
	],
	formatter(value, row, column, data, default_formatter) {
		// A rate that there is nothing to count for is not 0.
		if (value == null) {
			return "";
		}
		const shown = default_formatter(value, row, column, data);
		return data?.below?.includes(column.fieldname) ? `<span class="text-danger">${shown}</span>` : shown;
	},
};
