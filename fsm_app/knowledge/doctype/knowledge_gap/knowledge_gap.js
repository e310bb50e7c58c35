// A missing case: whoever is asked begins it or says why not, whoever reviews cases chooses somebody else or closes it.

(() => {
	const API = "fsm_app.api.knowledge_duty.";

	frappe.ui.form.on("Knowledge Gap", {
		setup(frm) {
			frm.set_query("engineer", () => ({ filters: { status: "Active", company: frm.doc.company } }));
		},

		refresh(frm) {
			if (frm.is_new()) {
				fsm_app.form_buttons(frm, []);
				return;
			}
			const may = frm.doc.__onload?.may || {};
			if (frm.doc.state !== "Open") {
				frm.disable_form();
			}
			const is_begun = Boolean(frm.doc.knowledge_case);
			fsm_app.form_buttons(
				frm,
				[
					may.write && [is_begun ? __("Open the Draft") : __("Write the Case"), () => write(frm)],
					may.decline && [
						__("I Cannot"),
						() => ask(frm, "decline_gap", __("Why can you not write it? Somebody else is asked."), __("I Cannot")),
					],
					may.close && [
						__("No Case Needed"),
						() => ask(frm, "close_gap", __("Why is no case needed?"), __("No Case Needed")),
					],
					frm.doc.state === "Written" && is_begun && [__("Open the Case"), () => open(frm.doc.knowledge_case)],
				],
				Boolean(may.write)
			);
		},
	});

	function open(name) {
		frappe.set_route("Form", "Knowledge Case", name);
	}

	async function write(frm) {
		const { message } = await frappe.call({ method: `${API}write_case`, args: { gap: frm.doc.name }, freeze: true });
		open(message);
	}

	function ask(frm, method, label, title) {
		frappe.prompt(
			[{ fieldname: "reason", fieldtype: "Small Text", label, reqd: 1 }],
			async ({ reason }) => {
				await frappe.call({ method: API + method, args: { gap: frm.doc.name, reason }, freeze: true });
				if (method === "decline_gap") {
					frappe.set_route("new-cases");
				} else {
					frm.reload_doc();
				}
			},
			title,
			title
		);
	}
})();
