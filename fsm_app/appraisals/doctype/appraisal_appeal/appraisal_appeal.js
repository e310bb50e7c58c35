// The appeal with its evidence; who decides does so with one button, figures and reason in one dialog.

frappe.ui.form.on("Appraisal Appeal", {
	async refresh(frm) {
		const { review, state } = frm.doc;
		const open_review = [__("Open the Review"), () => frappe.set_route("Form", "Appraisal Review", review)];
		fsm_app.form_buttons(frm, [open_review], false);
		if (state !== "Open") {
			frm.set_df_property("reason", "read_only", 1);
			frm.disable_save();
			return;
		}
		const { message } = await frappe.call({ method: "fsm_app.api.appraisals.page", type: "GET", args: { review } });
		if (frm.doc.review !== review) {
			return;
		}
		frm.set_df_property("reason", "read_only", message.is_own ? 0 : 1);
		if (!message.is_own) {
			frm.disable_save();
		}
		frm.set_intro(message.is_own ? __("Attach what shows it: the files are private.") : "", "blue");
		if (message.may.decide) {
			fsm_app.form_buttons(frm, [[__("Decide"), () => decide(frm, message)], open_review]);
		}
	},
});

function decide(frm, { score }) {
	const kpis = (score?.kpis || []).map(({ kpi, value, scored }) => ({ kpi, before: scored ? value : null, after: null }));
	const upheld = "eval:doc.outcome == 'Upheld'";
	const dialog = new frappe.ui.Dialog({
		title: __("Decide the Appeal"),
		fields: [
			{
				fieldname: "outcome",
				fieldtype: "Select",
				label: __("Decision", null, "Appraisal Appeal"),
				options: [
					{ value: "Rejected", label: __("Rejected", null, "Appraisal Appeal") },
					{ value: "Upheld", label: __("Upheld", null, "Appraisal Appeal") },
				],
				reqd: 1,
			},
			{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason of the Decision"), reqd: 1 },
			{
				fieldname: "kpi",
				fieldtype: "Select",
				label: __("KPI That Was Wrong"),
				options: [
					{ value: "", label: "" },
					...kpis.map(({ kpi, before }) => ({
						value: kpi,
						label: `${__(kpi)} (${before === null ? "–" : format_number(before, null, 2)})`,
					})),
				],
				depends_on: upheld,
			},
			{
				fieldname: "value",
				fieldtype: "Float",
				label: __("What Is Right"),
				depends_on: "eval:doc.outcome == 'Upheld' && doc.kpi",
			},
			{
				fieldname: "correct_supervisor",
				fieldtype: "Check",
				label: __("Correct the Supervisor's Part"),
				depends_on: upheld,
			},
			{
				fieldname: "supervisor_score",
				fieldtype: "Float",
				label: __("Score of the Supervisor's Part (0 to 100)"),
				depends_on: "eval:doc.outcome == 'Upheld' && doc.correct_supervisor",
			},
		],
		primary_action_label: __("Decide"),
		primary_action: async ({ outcome, reason, kpi, value, correct_supervisor, supervisor_score }) => {
			const is_upheld = outcome === "Upheld";
			await frappe.call({
				method: "fsm_app.api.appraisals.decide",
				args: {
					appeal: frm.doc.name,
					upheld: is_upheld ? 1 : 0,
					reason,
					values: is_upheld && kpi ? { [kpi]: value } : {},
					supervisor_score: is_upheld && correct_supervisor ? supervisor_score : null,
				},
				freeze: true,
			});
			dialog.hide();
			frm.reload_doc();
		},
	});
	dialog.show();
}
