frappe.listview_settings["Appraisal Review"] = {
	add_fields: ["stage", "due_on"],

	get_indicator({ stage, due_on }) {
		const late = due_on && due_on < frappe.datetime.get_today();
		const colours = { Confirmed: "green", Decided: "green", Appealed: "red", "To Confirm": "blue" };
		return [
			__(stage, null, "Appraisal Review"),
			late ? "red" : colours[stage] || "orange",
			`stage,=,${stage}`,
		];
	},
};
