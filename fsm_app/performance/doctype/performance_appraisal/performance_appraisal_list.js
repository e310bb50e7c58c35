frappe.listview_settings["Performance Appraisal"] = {
	// stored in full
	formatters: { total_score: (score) => format_number(score, null, 1) },
};
