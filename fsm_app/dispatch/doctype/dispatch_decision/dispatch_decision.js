// Why this engineer: the decision in sentences, above the table of marks.

frappe.ui.form.on("Dispatch Decision", {
	async refresh(frm) {
		const decision = frm.doc.name;
		const { message } = await frappe.call({
			method: "fsm_app.api.dispatch_decision.explanation",
			type: "GET",
			args: { decision },
		});
		if (frm.doc.name !== decision) {
			return;
		}
		// Named by whom the ticket went to, not by a number that nobody knows.
		frm.page.set_title(__("Why {0}?", [message.chosen]));
		const panel = frm.fields_dict.explanation.$wrapper.empty();
		message.sentences.forEach((sentence) => panel.append($("<p></p>").text(sentence)));
		if (message.left_out.length) {
			panel.append($(`<div class="bold mt-3 mb-1"></div>`).text(__("Left Out")));
			message.left_out.forEach(({ reason, engineers, more }) => {
				const names = [...engineers, ...(more ? [__("and {0} more", [more])] : [])].join(", ");
				panel.append(
					$(`<div class="mb-1"></div>`).append(
						$(`<span></span>`).text(names),
						$(`<span class="text-muted"></span>`).text(` – ${reason}`)
					)
				);
			});
		}
		frm.toggle_display("left_out", !message.left_out.length);
		frm.add_custom_button(__("Ticket"), () => frappe.set_route("Form", "Service Ticket", frm.doc.ticket));
	},
});
