// One click for a dispatcher: have an urgent ticket fitted into what is planned. What would move is shown before anything does.
(() => {
	const STAGES = ["Triaged", "Reopened", "Dispatched", "Accepted", "Preparing"];

	frappe.ui.form.on("Service Ticket", {
		refresh(frm) {
			if (!frm.is_new() && may_fit_in(frm)) {
				frm.add_custom_button(__("Fit In"), () => fit_in(frm), __("Ticket"));
			}
		},
	});

	// In the head of the form, beside who has the ticket: there on a phone, too.
	fsm_app.ticket.fit_in_link = (frm) =>
		may_fit_in(frm)
			? $(`<a href="#" class="ml-2 fsm-fit-in-link"></a>`)
					.text(__("Fit In"))
					.attr("title", __("Find it a place among the planned visits, with as little change as can be."))
					.on("click", (event) => {
						event.preventDefault();
						fit_in(frm);
					})
			: null;

	const may_fit_in = (frm) =>
		STAGES.includes(frm.doc.stage) && frm.perm[0]?.write && frappe.model.can_create("Day Plan");

	async function fit_in(frm) {
		if (frm.is_dirty()) {
			frappe.show_alert({ message: __("Save the ticket first."), indicator: "orange" });
			return;
		}
		const { message } = await frappe.call({
			method: "fsm_app.api.day_plans.fit_in",
			args: { ticket: frm.doc.name },
			freeze: true,
		});
		frappe.set_route("Form", "Day Plan", message);
		frappe.show_alert({
			message: __("A place is being looked for. What would move is shown here in a moment; nothing moves until you apply it."),
			indicator: "blue",
		});
	}
})();
