// The list of counts begins one: an engineer counts the own van.

// In a scope of its own: the scripts of a page share one.
(() => {
	frappe.listview_settings["Van Count"] = {
		get_indicator(doc) {
			const colours = {
				Counting: "blue",
				"Waiting for Approval": "orange",
				Posted: "green",
				Rejected: "red",
				Cancelled: "gray",
			};
			return [__(doc.state, null, "Van Count"), colours[doc.state], `state,=,${doc.state}`];
		},
		refresh(list) {
			if (frappe.user.has_role("Service Engineer")) {
				list.page.set_primary_action(__("Count My Van"), begin, "add");
			}
		},
	};

	async function begin() {
		const { message } = await frappe.call({ method: "fsm_app.api.van_stock.begin_count", freeze: true });
		frappe.set_route("Form", "Van Count", message.name);
	}
})();
