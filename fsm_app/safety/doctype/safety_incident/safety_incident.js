// Looking into an incident: acknowledge, say what is done, close; what became of whoever was hurt stands elsewhere.

frappe.ui.form.on("Safety Incident", {
	setup(frm) {
		frm.set_query("responsible", "actions", () => ({ filters: { enabled: 1 } }));
	},

	refresh(frm) {
		const is_new = frm.is_new();
		frm.toggle_display(["section_investigation", "section_course"], !is_new);
		if (is_new && !frm.doc.happened_at) {
			frm.set_value("happened_at", frappe.datetime.now_datetime());
		}
		fsm_app.form_buttons(frm, is_new ? [] : buttons(frm));
	},
});

function buttons(frm) {
	const { doc } = frm;
	const investigates = Boolean(doc.__onload?.may_investigate);
	const mine = (doc.actions || []).filter((row) => !row.is_done && row.responsible === frappe.session.user);
	return [
		investigates && doc.state === "Reported" && [__("Acknowledge"), () => call(frm, "acknowledge_incident", {})],
		doc.state !== "Closed" && mine.length > 0 && [__("Action Done…"), () => say_done(frm, mine)],
		investigates && doc.state === "Under Investigation" && [__("Close"), () => call(frm, "close_incident", {})],
		doc.is_anyone_hurt && frappe.model.can_read("Safety Incident Health") && [__("Health Details"), () => open_health(frm)],
		investigates &&
			doc.is_late &&
			doc.engineer &&
			frappe.model.can_create("Service Violation") && [__("Write Down a Violation"), () => write_down(frm)],
	];
}

function say_done(frm, rows) {
	const options = rows.map((row) => ({ value: row.name, label: row.action }));
	frappe.prompt(
		[
			{ fieldname: "row", fieldtype: "Select", label: __("Action", null, "Safety Incident Action"), options, default: rows[0].name, reqd: 1 },
			{ fieldname: "result", fieldtype: "Small Text", label: __("Result") },
		],
		(values) => call(frm, "finish_action", values),
		__("Action Done"),
		__("Done")
	);
}

async function call(frm, method, values) {
	if (frm.is_dirty()) {
		await frm.save();
	}
	await frappe.call({ method: `fsm_app.api.safety.${method}`, args: { incident: frm.doc.name, ...values }, freeze: true });
	frm.reload_doc();
}

async function open_health(frm) {
	const { message } = await frappe.db.get_value("Safety Incident Health", { incident: frm.doc.name }, "name");
	if (message?.name) {
		frappe.set_route("Form", "Safety Incident Health", message.name);
	} else {
		frappe.new_doc("Safety Incident Health", { incident: frm.doc.name });
	}
}

// What was hidden or told too late is a violation; how much it weighs a manager decides.
function write_down(frm) {
	frappe.new_doc("Service Violation", {
		engineer: frm.doc.engineer,
		ticket: frm.doc.ticket,
		occurred_on: frm.doc.happened_at.slice(0, 10),
		description: __("Safety incident {0} was reported late.", [frm.doc.name]),
	});
}
