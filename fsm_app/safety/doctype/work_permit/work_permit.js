// Asking for a permit: the measures of its kind to be confirmed. Answering and closing it: the buttons above the form.

frappe.ui.form.on("Work Permit", {
	setup(frm) {
		frm.set_query("permit_type", () => ({ filters: { disabled: 0 } }));
	},

	refresh(frm) {
		const is_new = frm.is_new();
		frm.set_df_property("measures", "cannot_add_rows", 1);
		frm.set_df_property("measures", "cannot_delete_rows", 1);
		frm.set_df_property("measures", "read_only", is_new ? 0 : 1);
		if (is_new) {
			suggest(frm);
		} else {
			frm.disable_save();
		}
		fsm_app.form_buttons(frm, is_new ? [] : buttons(frm));
	},

	ticket: take_engineer,
	permit_type: take_measures,
});

function buttons(frm) {
	const { state, decided_at } = frm.doc;
	const may_answer = Boolean(frm.doc.__onload?.may_answer);
	const is_given = state === "Approved" || (state === "Expired" && decided_at);
	const is_own = Boolean(frm.doc.__onload?.is_own);
	return [
		may_answer && state === "Requested" && [__("Approve"), () => ask_and_call(frm, "approve_permit", "answer", __("Answer"), 0)],
		may_answer && state === "Requested" && [__("Refuse…"), () => ask_and_call(frm, "refuse_permit", "answer", __("Reason"), 1)],
		(may_answer || is_own) && is_given && [__("Close…"), () => ask_and_call(frm, "close_permit", "remark", __("State of the Place at the End"), 0)],
		may_answer && state === "Approved" && [__("Take Back…"), () => ask_and_call(frm, "refuse_permit", "answer", __("Reason"), 1)],
		is_own && state === "Requested" && [__("Withdraw"), () => call(frm, "close_permit", {})],
	];
}

function ask_and_call(frm, method, fieldname, label, reqd) {
	frappe.prompt({ fieldname, fieldtype: "Small Text", label, reqd }, (values) => call(frm, method, values), __("Work Permit"), __("Confirm"));
}

async function call(frm, method, values) {
	await frappe.call({ method: `fsm_app.api.safety.${method}`, args: { permit: frm.doc.name, ...values }, freeze: true });
	frm.reload_doc();
}

// From now on, for as long as the kind allows.
function suggest(frm) {
	if (!frm.doc.valid_from) {
		frm.set_value("valid_from", frappe.datetime.now_datetime());
	}
	if (frm.doc.ticket && !frm.doc.engineer) {
		take_engineer(frm);
	}
}

async function take_engineer(frm) {
	if (frm.is_new() && frm.doc.ticket) {
		const { message } = await frappe.db.get_value("Service Ticket", frm.doc.ticket, "engineer");
		frm.set_value("engineer", message?.engineer);
	}
}

async function take_measures(frm) {
	if (!frm.is_new() || !frm.doc.permit_type) {
		return;
	}
	const kind = await frappe.db.get_doc("Work Permit Type", frm.doc.permit_type);
	frm.clear_table("measures");
	for (const { measure } of kind.measures) {
		frm.add_child("measures", { measure });
	}
	frm.refresh_field("measures");
	if (frm.doc.valid_from) {
		const end = moment(frm.doc.valid_from).add(kind.max_hours, "hours");
		frm.set_value("valid_to", end.format(frappe.defaultDatetimeFormat));
	}
}
