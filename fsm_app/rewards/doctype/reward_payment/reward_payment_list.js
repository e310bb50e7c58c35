frappe.listview_settings["Reward Payment"] = {
	get_indicator({ state }) {
		const colours = {
			"To Hand Over": "orange",
			"Handed Over": "green",
			"To Take Back": "red",
			Cancelled: "gray",
			"Taken Back": "gray",
		};
		return [__(state, null, "Reward Payment"), colours[state] || "gray", `state,=,${state}`];
	},
};
