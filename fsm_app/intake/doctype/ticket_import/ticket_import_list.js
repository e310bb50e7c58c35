frappe.listview_settings["Ticket Import"] = {
	add_fields: ["status", "refused"],

	get_indicator(doc) {
		const colours = { Draft: "gray", Running: "blue", Paused: "orange", Finished: "green", Failed: "red" };
		const colour = doc.status === "Finished" && doc.refused ? "yellow" : colours[doc.status];
		return [__(doc.status, null, "Ticket Import"), colour, `status,=,${doc.status}`];
	},
};
