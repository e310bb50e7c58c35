// On a ticket's form, below the parts used: what was asked for and how far it has come, and the buttons for what is next.

// In a scope of its own: the scripts of a form share one.
(() => {
	const API = "fsm_app.api.parts_requisition.";

	frappe.ui.form.on("Service Ticket", {
		refresh: show,
	});

	async function show(frm) {
		const asked = (frm.fsm_parts_asked = {});
		const wrapper = frm.get_field("parts_used").$wrapper;
		wrapper.parent().find(".fsm-requisitions").remove();
		if (frm.is_new()) {
			return;
		}
		const { message } = await frappe.call({ method: API + "of_ticket", type: "GET", args: { ticket: frm.doc.name } });
		// The form may have been refreshed again meanwhile, or the user gone on to another document.
		if (frm.fsm_parts_asked !== asked || !message.posts || !(message.may_ask || message.requisitions.length)) {
			return;
		}
		const panel = $(`<div class="fsm-requisitions mb-4"></div>`);
		panel.append($(`<div class="control-label mb-1"></div>`).text(__("Requested Parts")));
		panel.append(message.requisitions.map((requisition) => line(frm, requisition)));
		if (message.may_ask) {
			$(`<button type="button" class="btn btn-default btn-sm mt-2"></button>`)
				.text(__("Request Parts"))
				.on("click", () => request(frm))
				.appendTo(panel);
		}
		wrapper.after(panel);
	}

	function line(frm, requisition) {
		const { name, kind, stage, delivery, asked_qty, received_qty, items, receive } = requisition;
		const state = stage === "Approved" && delivery ? delivery : stage;
		const parts = items.map(({ item_code, stock_qty, stock_uom }) => `${stock_qty} ${__(stock_uom)} ${item_code}`);
		const element = $(
			`<div class="d-flex align-items-center border-bottom py-2" style="overflow-wrap: anywhere; gap: 8px"></div>`
		).append(
			$(`<div class="flex-fill"></div>`).append(
				$(`<a></a>`).attr("href", frappe.utils.get_form_link("Parts Requisition", name)).text(name),
				$(`<span class="ml-2"></span>`).text(__(state, null, "Parts Requisition")),
				asked_qty ? $(`<span class="ml-2"></span>`).text(__("{0} of {1}", [received_qty, asked_qty])) : "",
				$(`<div class="text-muted small"></div>`).text(
					[kind === "Return" ? __("Return", null, "Parts Requisition") : "", parts.join(", ")].filter(Boolean).join(" · ")
				)
			)
		);
		if (receive) {
			$(`<button type="button" class="btn btn-primary btn-sm"></button>`)
				.text(__("Receive"))
				.on("click", () => take(frm, requisition))
				.appendTo(element);
		}
		return element;
	}

	function take(frm, { name, items }) {
		fsm_app.ask_parts_lines({
			title: __("Receive Parts"),
			label: __("Receive"),
			lines: items
				.filter(({ sent_qty, received_qty }) => sent_qty > received_qty)
				.map((row) => ({
					key: row.name,
					title: titled(row),
					note: __("{0} {1} on their way", [flt(row.sent_qty - row.received_qty), __(row.stock_uom)]),
					qty: flt(row.sent_qty - row.received_qty),
				})),
			async act({ lines }) {
				await frappe.call({
					method: API + "receive",
					args: {
						requisition: name,
						lines: lines.map(({ key, qty }) => ({ row: key, qty })),
						client_key: frappe.utils.get_random(20),
					},
					freeze: true,
				});
				frm.reload_doc();
			},
		});
	}

	async function request(frm) {
		const { message: rows } = await frappe.call({ method: API + "propose", type: "GET", args: { ticket: frm.doc.name } });
		// One key for what is asked in this dialog, however often it is sent.
		const client_key = frappe.utils.get_random(20);
		fsm_app.ask_parts_lines({
			title: __("Request Parts"),
			label: __("Request"),
			lines: rows.map((row) => ({
				key: row.item_code,
				title: titled(row),
				note: [
					row.because,
					__("{0} in the store, {1} in your van", [row.in_store, row.in_van]),
					row.requested ? __("{0} requested already", [row.requested]) : "",
				]
					.filter(Boolean)
					.join(" · "),
				qty: row.requested || row.in_van >= row.qty ? 0 : row.qty,
			})),
			extra: [
				{ fieldtype: "Section Break", label: __("Another Part") },
				{
					fieldname: "other_item",
					fieldtype: "Link",
					options: "Item",
					label: __("Item"),
					get_query: () => ({ filters: { is_stock_item: 1, disabled: 0 } }),
				},
				{ fieldname: "other_qty", fieldtype: "Float", label: __("Quantity"), default: 1, depends_on: "other_item" },
				{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason") },
			],
			async act({ lines, other_item, other_qty, reason }) {
				const because = Object.fromEntries(rows.map((row) => [row.item_code, row.because]));
				const wanted = lines.map(({ key, qty }) => ({ item_code: key, qty, proposed_because: because[key] }));
				if (other_item) {
					wanted.push({ item_code: other_item, qty: other_qty });
				}
				if (!wanted.length) {
					frappe.throw(__("Enter the quantity of at least one part."));
				}
				const { message } = await frappe.call({
					method: API + "request_parts",
					args: { ticket: frm.doc.name, lines: wanted, reason, client_key },
					freeze: true,
				});
				frappe.show_alert({
					message: __("{0}: {1}", [message.name, __(message.stage, null, "Parts Requisition")]),
					indicator: "green",
				});
				show(frm);
			},
		});
	}

	const titled = ({ item_code, item_name }) => (item_name && item_name !== item_code ? `${item_code}: ${item_name}` : item_code);
})();
