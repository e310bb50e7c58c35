// Why this engineer: the decision in sentences, all who could have had the ticket, and who was left out.

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
		const list = fsm_app.candidates.list(message.candidates, { chosen: frm.doc.engineer });
		panel.append(list, more_button(frm, list, message), fsm_app.candidates.left_out(message.left_out));
		frm.toggle_display("left_out", !message.left_out.length);
		// The rows are the first of the list above; of decisions from before there is nothing but them.
		frm.toggle_display("section_candidates", !message.candidates.some(({ marks }) => marks.length));
		frm.add_custom_button(__("Ticket"), () => frappe.set_route("Form", "Service Ticket", frm.doc.ticket));
	},
});

function more_button(frm, list, { candidates, more }) {
	if (!more) {
		return null;
	}
	let shown = candidates.length;
	const button = $(`<button type="button" class="btn btn-sm btn-default mt-2"></button>`)
		.text(__("Show {0} more", [more]))
		.on("click", async () => {
			const { message: rows } = await frappe.call({
				method: "fsm_app.api.dispatch_decision.candidates",
				type: "GET",
				args: { decision: frm.doc.name, start: shown, page_length: 100 },
			});
			list.append(fsm_app.candidates.list(rows, { chosen: frm.doc.engineer }).children());
			shown += rows.length;
			const left = candidates.length + more - shown;
			button.text(__("Show {0} more", [left])).toggle(left > 0 && rows.length > 0);
		});
	return button;
}
