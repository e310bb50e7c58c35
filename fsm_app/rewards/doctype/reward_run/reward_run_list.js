frappe.listview_settings["Reward Run"] = {
	get_indicator({ state }) {
		const colours = { "To Approve": "orange", Approved: "green", Rejected: "red", Nobody: "gray" };
		return [__(state, null, "Reward Run"), colours[state] || "gray", `state,=,${state}`];
	},
};
