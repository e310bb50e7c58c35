// Whoever has no documents in the period has no score: a rank is given to scores alone.

frappe.listview_settings["Performance Appraisal"] = {
	add_fields: ["rank"],
	formatters: {
		total_score: (value, df, doc) => (doc.rank ? format_number(value, null, 1) : "–"),
		rank: (value) => value || "–",
	},
};
