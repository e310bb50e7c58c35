// A published case that may have grown old says why, and whoever may confirm it has a button.

frappe.ui.form.on("Knowledge Case", {
	async refresh(frm) {
		frm.fsm_old_case?.remove();
		const { name, stage, review_reason, review_due_on } = frm.doc;
		if (frm.is_new() || stage !== "Published" || !review_reason) {
			return;
		}
		const { message } = await frappe.call({
			method: "fsm_app.api.knowledge_duty.may_confirm",
			type: "GET",
			args: { case: name },
		});
		if (frm.doc.name !== name) {
			return;
		}
		frm.fsm_old_case?.remove();
		const box = $(
			`<div class="alert alert-warning mb-3" style="display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center"></div>`
		);
		const until = review_due_on ? __("Is it still right? Look at it until {0}.", [frappe.datetime.str_to_user(review_due_on)]) : __("Is it still right?");
		$(`<div style="flex: 1 1 240px; white-space: pre-line"></div>`).text(`${until}\n${review_reason}`).appendTo(box);
		if (message) {
			$(`<button type="button" class="btn btn-sm btn-primary"></button>`)
				.text(__("Still Right"))
				.on("click", async () => {
					await frappe.call({
						method: "fsm_app.api.knowledge_duty.confirm_case",
						args: { case: name },
						freeze: true,
					});
					frappe.show_alert({ message: __("Confirmed"), indicator: "green" });
					frm.reload_doc();
				})
				.appendTo(box);
		}
		frm.fsm_old_case = box.prependTo(frm.layout.wrapper);
	},
});
