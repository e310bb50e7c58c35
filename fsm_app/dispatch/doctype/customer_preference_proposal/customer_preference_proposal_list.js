frappe.listview_settings["Customer Preference Proposal"] = {
	hide_name_column: true,
};
