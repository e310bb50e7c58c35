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
	const kpis = (score?.kpis || []).map(({ kpi, value, scored }, place) => ({ kpi, place, before: scored ? value : null }));
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
			{ fieldname: "section_kpis", fieldtype: "Section Break", label: __("KPIs That Were Wrong"), depends_on: upheld },
			...kpis.flatMap(fields_of),
			{ fieldname: "section_supervisor", fieldtype: "Section Break", depends_on: upheld },
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
		primary_action: async ({ outcome, reason, correct_supervisor, supervisor_score, ...given }) => {
			const is_upheld = outcome === "Upheld";
			const wrong = kpis.filter(({ place }) => given[`wrong_${place}`]);
			const right = wrong.map(({ kpi, place }) => [kpi, given[`no_data_${place}`] ? null : given[`right_${place}`] || 0]);
			await frappe.call({
				method: "fsm_app.api.appraisals.decide",
				args: {
					appeal: frm.doc.name,
					upheld: is_upheld ? 1 : 0,
					reason,
					values: is_upheld ? Object.fromEntries(right) : {},
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

// A tick for a KPI that was wrong, and under it what is right: on a telephone a table would not fit.
function fields_of({ kpi, place, before }) {
	const is_wrong = `doc.outcome == 'Upheld' && doc.wrong_${place}`;
	return [
		{
			fieldname: `wrong_${place}`,
			fieldtype: "Check",
			label: `${__(kpi)} (${before === null ? "–" : format_number(before, null, 2)})`,
		},
		{ fieldname: `no_data_${place}`, fieldtype: "Check", label: __("Has No Data"), depends_on: `eval:${is_wrong}` },
		{
			fieldname: `right_${place}`,
			fieldtype: "Float",
			label: __("What Is Right"),
			depends_on: `eval:${is_wrong} && !doc.no_data_${place}`,
		},
	];
}
