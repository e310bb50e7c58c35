frappe.listview_settings["Engineer Certification"] = {
	add_fields: ["state", "valid_until"],

	get_indicator({ state, valid_until }) {
		const filter = `state,=,${state}`;
		if (state === "Valid" && valid_until) {
			const left = frappe.datetime.get_day_diff(valid_until, frappe.datetime.get_today());
			const colour = left < 0 ? "red" : left <= 30 ? "orange" : left <= 90 ? "yellow" : "green";
			return [left < 0 ? __("Expired") : __("{0} days left", [left]), colour, filter];
		}
		const colours = { Valid: "green", "Not Yet Valid": "blue", Expired: "red", Revoked: "red", Rejected: "red" };
		return [__(state, null, "Engineer Certification"), colours[state] || "gray", filter];
	},
};
