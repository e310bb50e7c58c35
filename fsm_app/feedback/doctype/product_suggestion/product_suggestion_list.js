frappe.listview_settings["Product Suggestion"] = {
	add_fields: ["stage"],

	get_indicator(doc) {
		const colours = { Suggested: "orange", "In Review": "blue", Planned: "purple", Implemented: "green", Declined: "gray" };
		return [__(doc.stage, null, "Product Suggestion"), colours[doc.stage], `stage,=,${doc.stage}`];
	},
};
