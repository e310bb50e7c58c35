frappe.listview_settings["Customer Service Profile"] = {
	hide_name_column: true,
};
