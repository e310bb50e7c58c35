frappe.listview_settings["PPE Check"] = {
	add_fields: ["is_in_order"],

	get_indicator({ is_in_order }) {
		return is_in_order
			? [__("All in Order"), "green", "is_in_order,=,1"]
			: [__("Not in Order"), "red", "is_in_order,=,0"];
	},
};
