// Notes of the interview with its plan; one button says that it was held.

frappe.ui.form.on("Appraisal Interview", {
	async refresh(frm) {
		const review = frm.doc.review;
		const { message } = await frappe.call({ method: "fsm_app.api.appraisals.page", type: "GET", args: { review } });
		if (frm.doc.review !== review) {
			return;
		}
		const { may, plan, stage } = message;
		const is_engineer = !may.interview && ["Interview", "To Confirm"].includes(stage) && message.is_own;
		["held_on", "notes"].forEach((field) => frm.set_df_property(field, "read_only", may.interview ? 0 : 1));
		frm.set_df_property("engineer_remarks", "read_only", is_engineer ? 0 : 1);
		if (!may.interview && !is_engineer) {
			frm.disable_save();
		}
		show_plan(frm, plan);
		fsm_app.form_buttons(
			frm,
			[
				may.interview && [__("Interview Held"), () => finish(frm)],
				may.plan && [__("Plan an Action"), () => frappe.new_doc("Improvement Action", { review })],
				[__("Open the Review"), () => frappe.set_route("Form", "Appraisal Review", review)],
			],
			may.interview
		);
	},
});

function show_plan(frm, rows) {
	const esc = (text) => frappe.utils.escape_html(String(text));
	const lines = rows.map(
		(row) =>
			`<div class="mb-1"><a href="${frappe.utils.get_form_link("Improvement Action", row.name)}">${esc(row.action)}</a>
			<span class="text-muted">${esc(__("until {0}", [frappe.datetime.str_to_user(row.due_on)]))} · ${esc(__(row.state, null, "Improvement Action"))}</span></div>`
	);
	frm.fields_dict.plan.$wrapper.html(
		lines.join("") || `<div class="text-muted">${__("Nothing is planned yet.")}</div>`
	);
}

async function finish(frm) {
	if (frm.is_dirty()) {
		await frm.save("Save", null, null, () => {});
		if (frm.is_dirty()) {
			return;
		}
	}
	await frappe.call({
		method: "fsm_app.api.appraisals.finish_interview",
		args: { interview: frm.doc.name },
		freeze: true,
	});
	frappe.set_route("Form", "Appraisal Review", frm.doc.review);
}
