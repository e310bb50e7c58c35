// The form of a suggestion: one's vote.

frappe.ui.form.on("Product Suggestion", {
	async refresh(frm) {
		if (frm.is_new()) {
			return;
		}
		const suggestion = frm.doc.name;
		const { message: mine } = await frappe.call({
			method: "fsm_app.api.suggestions.my_vote",
			type: "GET",
			args: { suggestion },
		});
		if (frm.doc.name !== suggestion) {
			return;
		}
		const label = mine ? __("Take Back My Vote") : __("Vote for It");
		frm.add_custom_button(label, async () => {
			const { message } = await frappe.call({
				method: "fsm_app.api.suggestions.vote",
				args: { suggestion, wanted: mine ? 0 : 1 },
				freeze: true,
			});
			// Not a change of the document: the form stays as it is.
			frm.doc.votes = message.votes;
			frm.refresh();
		});
	},
});
