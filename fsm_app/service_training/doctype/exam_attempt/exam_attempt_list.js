frappe.listview_settings["Exam Attempt"] = {
	add_fields: ["state", "passed", "annulled"],

	get_indicator({ state, passed, annulled }) {
		if (annulled) {
			return [__("Does Not Count"), "gray", "annulled,=,1"];
		}
		if (state === "In Progress") {
			return [__(state), "blue", `state,=,${state}`];
		}
		return passed ? [__("Passed"), "green", "passed,=,1"] : [__("Not Passed"), "red", "passed,=,0|state,!=,In Progress"];
	},
};
