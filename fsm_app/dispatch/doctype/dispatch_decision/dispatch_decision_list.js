frappe.listview_settings["Dispatch Decision"] = {
	hide_name_column: true,
};
