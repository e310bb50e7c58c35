// Filters of the report, and a colour for each certificate by how long it still holds.

(() => {
	const COLOURS = {
		Holds: "green",
		"Ends Soon": "orange",
		"Begins Later": "blue",
		Ended: "red",
		Missing: "red",
		Unverified: "gray",
	};

	frappe.query_reports["Certification Matrix"] = {
		filters: [
			{ fieldname: "company", label: __("Company"), fieldtype: "Link", options: "Company" },
			{ fieldname: "team", label: __("Team"), fieldtype: "Link", options: "Service Team" },
			{ fieldname: "level", label: __("Level"), fieldtype: "Link", options: "Engineer Level" },
			{
				fieldname: "certification",
				label: __("Certification", null, "Engineer Certification"),
				fieldtype: "Link",
				options: "Service Certification",
			},
		],
		formatter(value, row, column, data, default_formatter) {
			const colour = COLOURS[data?.standings?.[column.fieldname]];
			if (!colour || !value) {
				return column.fieldname === "level" && value ? __(value) : default_formatter(value, row, column, data);
			}
			const text = /^\d{4}-\d\d-\d\d$/.test(value) ? frappe.datetime.str_to_user(value) : value;
			return `<span class="indicator-pill no-indicator-dot ${colour}">${frappe.utils.escape_html(text)}</span>`;
		},
	};
})();
