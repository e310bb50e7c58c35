// An action of a plan; who may close it has a button.

frappe.ui.form.on("Improvement Action", {
	refresh(frm) {
		const { review, state, kpi, responsible } = frm.doc;
		if (frm.is_new()) {
			fsm_app.form_buttons(frm, []);
			return;
		}
		if (state !== "Open") {
			frm.disable_form();
		}
		const may_plan = frm.doc.__onload?.may_plan;
		if (!may_plan) {
			frm.disable_save();
		}
		const by_hand = state === "Open" && !kpi && responsible === frappe.session.user;
		const is_open = ["Open", "Escalated"].includes(state);
		fsm_app.form_buttons(
			frm,
			[
				(by_hand || (is_open && may_plan)) && [
					__("Close", null, "Improvement Action"),
					() => close_action(frm),
				],
				[__("Open the Review"), () => frappe.set_route("Form", "Appraisal Review", review)],
			],
			false
		);
	},

	async kpi(frm) {
		if (!frm.doc.kpi) {
			return;
		}
		const { message } = await frappe.db.get_value("KPI Definition", frm.doc.kpi, ["direction", "target"]);
		frm.set_value("comparison", message.direction === "Lower is Better" ? "At Most" : "At Least");
		if (!frm.doc.target && message.target) {
			frm.set_value("target", message.target);
		}
	},
});

function close_action(frm) {
	frappe.prompt(
		[{ fieldname: "result", fieldtype: "Small Text", label: __("What came of it?"), reqd: 1 }],
		async ({ result }) => {
			await frappe.call({
				method: "fsm_app.api.appraisals.close_action",
				args: { action: frm.doc.name, result },
				freeze: true,
			});
			frm.reload_doc();
		},
		__("Close", null, "Improvement Action"),
		__("Close", null, "Improvement Action")
	);
}
