// An action agreed on in a case review; who may close it has a button.

frappe.ui.form.on("Service Case Review Action", {
	setup(frm) {
		frm.set_query("responsible", () => ({ filters: { enabled: 1, user_type: "System User" } }));
	},

	refresh(frm) {
		const { meeting, state } = frm.doc;
		if (frm.is_new()) {
			fsm_app.form_buttons(frm, []);
			return;
		}
		if (state !== "Open") {
			frm.disable_form();
		}
		const may_close = frm.doc.__onload?.may_close;
		const may_drop = may_close && frm.perm[0]?.write;
		fsm_app.form_buttons(frm, [
			may_close && [__("Done", null, "Service Case Review Action"), () => close(frm, 0)],
			may_drop && [__("Drop"), () => close(frm, 1)],
			[__("Open the Meeting"), () => frappe.set_route("Form", "Service Case Review", meeting)],
		], Boolean(may_close));
	},
});

function close(frm, dropped) {
	const label = dropped ? __("Why is it dropped?") : __("What came of it?");
	frappe.prompt(
		[{ fieldname: "result", fieldtype: "Small Text", label, reqd: 1 }],
		async ({ result }) => {
			await frappe.call({
				method: "fsm_app.api.case_reviews.close_action",
				args: { action: frm.doc.name, result, dropped },
				freeze: true,
			});
			frm.reload_doc();
		},
		dropped ? __("Drop") : __("Done", null, "Service Case Review Action"),
		dropped ? __("Drop") : __("Done", null, "Service Case Review Action")
	);
}
