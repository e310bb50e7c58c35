// The form of a requisition: what is to be sent or received stands as a button above it.

// In a scope of its own: the scripts of a page share one.
(() => {
	const API = "fsm_app.api.parts_requisition.";

	frappe.ui.form.on("Parts Requisition", {
		setup(frm) {
			frm.set_query("ticket", () => ({ filters: { stage: ["not in", ["Closed", "Cancelled"]] } }));
			frm.set_query("item_code", "items", () => ({ filters: { is_stock_item: 1, disabled: 0 } }));
			["from_warehouse", "to_warehouse"].forEach((field) =>
				frm.set_query(field, ({ company }) => ({ filters: { is_group: 0, disabled: 0, ...(company && { company }) } }))
			);
		},

		refresh(frm) {
			const { stage, asked_qty, received_qty, sent_qty } = frm.doc;
			const asked = frm.is_new() || stage === "Draft";
			["kind", "ticket", "engineer", "company", "required_by", "items", "from_warehouse", "to_warehouse"].forEach(
				(field) => frm.set_df_property(field, "read_only", asked ? 0 : 1)
			);
			frm.toggle_display("decision_note", Boolean(frm.doc.decision_note) || stage === "Waiting for Approval");
			frm.dashboard.clear_headline();
			if (sent_qty || received_qty) {
				frm.dashboard.set_headline(
					__("{0} of {1} received, {2} on their way.", [received_qty, asked_qty, flt(sent_qty - received_qty)])
				);
			}
			show_buttons(frm);
		},

		before_workflow_action: ask_why,
	});

	// A rejection says why; the server asks for it whatever the action is called.
	function ask_why(frm) {
		if (frm.selected_workflow_action !== "Reject" || (frm.doc.decision_note || "").trim()) {
			return;
		}
		frappe.dom.unfreeze();
		return new Promise((resolve, reject) => {
			let answered = false;
			const dialog = new frappe.ui.Dialog({
				title: __("Reject"),
				fields: [{ fieldname: "note", fieldtype: "Small Text", label: __("Why?"), reqd: 1 }],
				primary_action_label: __("Reject"),
				async primary_action({ note }) {
					answered = true;
					dialog.hide();
					await frm.set_value("decision_note", note);
					await frm.save();
					resolve();
				},
			});
			dialog.onhide = () => answered || reject();
			dialog.show();
		});
	}

	async function show_buttons(frm) {
		fsm_app.form_buttons(frm, []);
		if (frm.is_new()) {
			return;
		}
		const asked = (frm.fsm_acts_asked = {});
		const { message } = await frappe.call({ method: API + "acts", type: "GET", args: { requisition: frm.doc.name } });
		if (frm.fsm_acts_asked !== asked) {
			return;
		}
		fsm_app.form_buttons(frm, [
			message.send && [__("Send Parts"), () => send(frm, message.there)],
			message.receive && [__("Receive Parts"), () => receive(frm)],
		]);
	}

	async function send(frm, there) {
		const rows = frm.doc.items.filter(({ stock_qty, sent_qty }) => stock_qty > sent_qty);
		const numbered = await serial_numbered(rows);
		fsm_app.ask_parts_lines({
			title: __("Send Parts"),
			label: __("Send"),
			lines: rows.map((row) => {
				const open = flt(row.stock_qty - row.sent_qty);
				const lies = there[row.item_code] || 0;
				return {
					key: row.name,
					title: named(row),
					note: __("{0} {1} to send, {2} in {3}", [open, row.stock_uom, lies, frm.doc.from_warehouse]),
					qty: Math.max(0, Math.min(open, lies)),
					serials: numbered.has(row.item_code),
				};
			}),
			act: (values) => post(frm, "send", values.lines),
		});
	}

	function receive(frm) {
		fsm_app.ask_parts_lines({
			title: __("Receive Parts"),
			label: __("Receive"),
			lines: frm.doc.items
				.filter(({ sent_qty, received_qty }) => sent_qty > received_qty)
				.map((row) => ({
					key: row.name,
					title: named(row),
					note: __("{0} {1} on their way", [flt(row.sent_qty - row.received_qty), row.stock_uom]),
					qty: flt(row.sent_qty - row.received_qty),
				})),
			act: (values) => post(frm, "receive", values.lines),
		});
	}

	const named = ({ item_code, item_name }) => (item_name && item_name !== item_code ? `${item_code}: ${item_name}` : item_code);

	// Those who may not read items are asked for no numbers; the oldest are taken.
	async function serial_numbered(rows) {
		if (!frappe.model.can_read("Item")) {
			return new Set();
		}
		const found = await frappe.db.get_list("Item", {
			filters: { name: ["in", rows.map(({ item_code }) => item_code)], has_serial_no: 1 },
			pluck: "name",
			limit: 0,
		});
		return new Set(found);
	}

	async function post(frm, method, lines) {
		await frappe.call({
			method: API + method,
			args: {
				requisition: frm.doc.name,
				lines: lines.map(({ key, qty, serial_nos }) => ({ row: key, qty, serial_nos })),
				client_key: frappe.utils.get_random(20),
			},
			freeze: true,
		});
		frm.reload_doc();
	}
})();
