// Ticking off the step at hand, for those who own it, and cancelling the run, for service managers.

const MANAGER = "Service Manager";

frappe.ui.form.on("Runbook Run", {
	refresh(frm) {
		// Written by the app alone.
		frm.disable_save();
		if (frm.doc.state !== "Running") return;
		const step = frm.doc.steps.find((row) => !row.done_at);
		const due = frappe.datetime.str_to_user(step.due_at);
		const instruction = frappe.utils.escape_html(step.instruction);
		frm.set_intro(
			__("Step {0}, due by {1}: {2}", [step.idx, due, instruction]),
			step.escalated_at ? "red" : "orange"
		);
		if (frappe.user.has_role([step.owner_role, MANAGER])) {
			frm.add_custom_button(__("Tick off"), () =>
				act(frm, "tick_off", { step: step.idx })
			).addClass("btn-primary");
		}
		if (frappe.user.has_role(MANAGER)) {
			frm.add_custom_button(__("Cancel the runbook"), () => ask_why(frm));
		}
	},
});

function ask_why(frm) {
	frappe.prompt(
		{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason for Cancelling"), reqd: 1 },
		({ reason }) => act(frm, "cancel", { reason }),
		__("Cancel the runbook")
	);
}

async function act(frm, method, args) {
	await frappe.call({
		method: `fsm_app.api.runbook.${method}`,
		args: { run: frm.doc.name, ...args },
		freeze: true,
	});
	frm.reload_doc();
}
