frappe.listview_settings["Parts Requisition"] = {
	add_fields: ["stage", "delivery", "asked_qty", "received_qty"],

	get_indicator({ stage, delivery }) {
		if (stage === "Approved" && delivery) {
			const colours = { "To Send": "orange", "On Its Way": "blue", Received: "green" };
			return [__(delivery, null, "Parts Requisition"), colours[delivery], `delivery,=,${delivery}`];
		}
		const colours = { "Waiting for Approval": "yellow", Approved: "green", Rejected: "red" };
		return [__(stage, null, "Parts Requisition"), colours[stage] || "gray", `stage,=,${stage}`];
	},

	formatters: {
		progress: (value, df, { asked_qty, received_qty }) => (asked_qty ? __("{0} of {1}", [received_qty, asked_qty]) : ""),
	},
};
