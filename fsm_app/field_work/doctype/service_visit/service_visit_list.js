frappe.listview_settings["Service Visit"] = {
	add_fields: ["status", "outcome", "far_from_customer"],

	get_indicator({ status, outcome, far_from_customer }) {
		if (far_from_customer && ["Travelling", "On Site"].includes(status)) {
			return [__("Far from Customer"), "red", "far_from_customer,=,1"];
		}
		if (status === "Ended") {
			const colours = { Completed: "green", "Carried Forward": "orange", Interrupted: "orange", Returned: "red" };
			return [__(outcome, null, "Service Visit"), colours[outcome] || "gray", `outcome,=,${outcome}`];
		}
		const colours = { Planned: "blue", Travelling: "cyan", "On Site": "orange", Cancelled: "gray" };
		return [__(status, null, "Service Visit"), colours[status] || "gray", `status,=,${status}`];
	},
};
