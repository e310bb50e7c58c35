// An objective: checking in is a button, closing another.

frappe.ui.form.on("Service Objective", {
	setup(frm) {
		frm.set_query("aligned_to", () => ({ filters: { kind: "Team", state: ["!=", "Closed"] } }));
	},

	refresh(frm) {
		const is_open = !frm.is_new() && frm.doc.state !== "Closed";
		fsm_app.form_buttons(frm, [
			is_open && frm.doc.key_results.length && [__("Update Progress"), () => check_in(frm)],
			is_open && frm.doc.__onload?.may_set && [__("Close", null, "Service Objective"), () => close_objective(frm)],
		]);
		if (!frm.is_new() && !frm.doc.__onload?.may_set) {
			frm.disable_save();
		}
	},
});

function close_objective(frm) {
	frappe.confirm(__("A closed objective is not changed any more."), async () => {
		await frappe.call({
			method: "fsm_app.api.appraisals.close_objective",
			args: { objective: frm.doc.name },
			freeze: true,
		});
		frm.reload_doc();
	});
}

function check_in(frm) {
	const rows = frm.doc.key_results;
	frappe.prompt(
		[
			{
				fieldname: "key_result",
				fieldtype: "Select",
				label: __("Key Result"),
				options: rows.map(({ key_result }) => key_result),
				default: rows[0].key_result,
				reqd: 1,
			},
			{ fieldname: "value", fieldtype: "Float", label: __("Where It Stands Now"), reqd: 1, default: rows[0].current },
			{ fieldname: "note", fieldtype: "Small Text", label: __("Note", null, "Objective Check-in") },
		],
		async (values) => {
			await frappe.call({
				method: "fsm_app.api.appraisals.check_in",
				args: { objective: frm.doc.name, ...values },
				freeze: true,
			});
			frm.reload_doc();
		},
		__("Update Progress"),
		__("Update Progress")
	);
}
