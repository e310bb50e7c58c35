// Whoever has no documents in the period has no score: a rank is given to scores alone.

frappe.listview_settings["Performance Appraisal"] = {
	add_fields: ["rank", "has_data"],
	hide_name_column: true,
	formatters: {
		total_score: (value, df, doc) => (doc.has_data ? format_number(value, null, 1) : "–"),
		rank: (value) => value || "–",
	},
};
