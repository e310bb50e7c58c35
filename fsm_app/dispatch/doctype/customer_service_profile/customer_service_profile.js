// Engineers of the profile's company only, and what the customer's visits suggest, to be confirmed or dismissed.

frappe.ui.form.on("Customer Service Profile", {
	setup(frm) {
		const of_company = () => ({ filters: { company: frm.doc.company || "", status: ["!=", "Left"] } });
		frm.set_query("dedicated_engineer", of_company);
		frm.set_query("deputy_engineer", of_company);
		frm.set_query("engineer", "barred_engineers", of_company);
	},

	async refresh(frm) {
		const profile = frm.doc.name;
		frm.toggle_display("section_learnt", false);
		if (frm.is_new()) {
			return;
		}
		const { message: proposals } = await frappe.call({
			method: "fsm_app.api.dispatch_candidates.proposals",
			type: "GET",
			args: { profile },
		});
		if (frm.doc.name !== profile) {
			return;
		}
		frm.toggle_display("section_learnt", proposals.length > 0);
		const place = frm.get_field("proposals").$wrapper.empty();
		proposals.forEach((proposal) => place.append(proposal_line(frm, proposal)));
	},
});

function proposal_line(frm, { name, sentence }) {
	const button = (label, method, css) =>
		$(`<button type="button" class="btn btn-sm"></button>`)
			.addClass(css)
			.text(label)
			.on("click", async () => {
				await frappe.call({
					method: `fsm_app.api.dispatch_candidates.${method}`,
					args: { proposal: name },
					freeze: true,
				});
				frm.reload_doc();
			});
	return $(`<div class="d-flex flex-wrap align-items-center mb-2" style="gap: 8px"></div>`).append(
		$(`<span style="flex: 1 1 240px"></span>`).text(sentence),
		button(__("Confirm", null, "Customer Preference Proposal"), "confirm_proposal", "btn-primary"),
		button(__("Dismiss"), "dismiss_proposal", "btn-default")
	);
}
