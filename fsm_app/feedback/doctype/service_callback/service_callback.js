// The form of a callback: what was said is written down by two buttons, the rest is the plan.

// In a scope of its own: the scripts of a page share one.
(() => {
	frappe.ui.form.on("Service Callback", {
		refresh(frm) {
			if (frm.is_new() || frm.doc.state !== "Planned") {
				return;
			}
			frm.add_custom_button(__("Record Callback"), () => record(frm)).addClass("btn-primary");
			frm.add_custom_button(__("Not Reached"), () => give_up(frm));
		},
	});

	function record(frm) {
		frappe.prompt(
			[
				{ fieldname: "satisfied", fieldtype: "Select", label: __("Satisfied"), options: choices("satisfied"), reqd: 1 },
				{ fieldname: "result", fieldtype: "Small Text", label: __("Result of the Callback"), reqd: 1 },
				{
					fieldname: "follow_up",
					fieldtype: "Select",
					label: __("Follow-up"),
					options: choices("follow_up"),
					default: "None",
					reqd: 1,
					description: __("Complaint: one is opened with what the customer said."),
				},
			],
			(values) => send(frm, "finish", values),
			__("Record Callback")
		);
	}

	function give_up(frm) {
		frappe.prompt(
			{ fieldname: "result", fieldtype: "Small Text", label: __("When and how you tried"), reqd: 1 },
			(values) => send(frm, "give_up", values),
			__("Not Reached")
		);
	}

	// The options of a field of the form, in the user's language.
	function choices(field) {
		return frappe.meta
			.get_docfield("Service Callback", field)
			.options.split("\n")
			.filter(Boolean)
			.map((value) => ({ value, label: __(value, null, "Service Callback") }));
	}

	async function send(frm, method, values) {
		await frappe.call({
			method: `fsm_app.api.service_callback.${method}`,
			args: { name: frm.doc.name, ...values },
			freeze: true,
		});
		frm.reload_doc();
	}
})();
