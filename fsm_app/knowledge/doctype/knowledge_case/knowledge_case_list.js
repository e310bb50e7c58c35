frappe.listview_settings["Knowledge Case"] = {
	add_fields: ["stage"],
	get_indicator({ stage }) {
		const colour = { Draft: "grey", "In Review": "orange", Published: "green", Retired: "darkgrey" }[stage];
		return [__(stage), colour, `stage,=,${stage}`];
	},
};
