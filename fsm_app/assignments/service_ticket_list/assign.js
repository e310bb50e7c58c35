// Those who dispatch choose tickets in the list, and look at who is proposed for each before anything happens.
(() => {
	const settings = frappe.listview_settings["Service Ticket"];
	const { onload } = settings;
	settings.onload = function (view) {
		if (["Service Manager", "Service Dispatcher", "System Manager"].some((role) => frappe.user.has_role(role))) {
			view.page.add_actions_menu_item(__("Assign…"), () => begin(view.get_checked_items(true)), false);
		}
		return onload && onload.call(this, view);
	};

	async function begin(tickets) {
		const { message } = await frappe.call({
			method: "fsm_app.api.bulk_assignment.begin",
			args: { tickets },
			freeze: true,
		});
		frappe.set_route("Form", "Bulk Assignment", message);
	}
})();
