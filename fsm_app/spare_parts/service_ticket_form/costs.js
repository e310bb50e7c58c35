// On a ticket's form, below its parts: for what it waits, who pays, what it has cost, and who has a part nearby.

// In a scope of its own: the scripts of a form share one.
(() => {
	const COVERAGES = ["Warranty", "Contract", "Chargeable", "Goodwill"];
	const FINISHED = ["Done", "Confirmed", "Verified", "Closed", "Cancelled"];
	const API = "fsm_app.api.ticket_costs.";
	const VAN_API = "fsm_app.api.van_stock.";

	frappe.ui.form.on("Service Ticket", {
		refresh(frm) {
			show(frm);
		},
	});

	async function show(frm) {
		const asked = (frm.fsm_costs_asked = {});
		const field = frm.get_field("no_parts_used");
		field.$wrapper.closest(".section-body").find(".fsm-costs").remove();
		if (frm.is_new()) {
			return;
		}
		const { message } = await frappe.call({ method: `${API}overview`, type: "GET", args: { ticket: frm.doc.name } });
		// Another answer may be on its way, or the user gone on to another document.
		if (frm.fsm_costs_asked !== asked || !message) {
			return;
		}
		const box = $(`<div class="fsm-costs" style="width: 100%; padding: 0 15px; overflow-wrap: anywhere"></div>`);
		box.append(awaited(message.awaited), coverage(frm, message), cost(message.cost), buttons(frm, message));
		field.$wrapper.closest(".section-body").append(box);
	}

	function titled(title, lines) {
		return lines.length
			? $(`<div class="mb-3"></div>`).append($(`<div class="fsm-panel-title"></div>`).text(title), lines)
			: null;
	}

	function line(text, muted) {
		return $(`<div class="small"></div>`).toggleClass("text-muted", Boolean(muted)).text(text);
	}

	function awaited(rows) {
		return titled(
			__("Awaited Parts"),
			rows.map((row) => {
				const what = `${row.qty} ${__(row.stock_uom)} ${row.item_code}`;
				if (row.state === "Arrived") {
					return line(__("{0}: arrived {1}", [what, frappe.datetime.str_to_user(row.arrived_at)]), true);
				}
				return line(
					row.expected_on
						? __("{0}: expected on {1} with {2}", [
								what,
								frappe.datetime.str_to_user(row.expected_on),
								row.purchase_order,
						  ])
						: __("{0}: nothing is ordered yet that would be enough", [what])
				);
			})
		);
	}

	function coverage(frm, found) {
		const rows = found.rows.map((row) => covered(frm, found, `${row.qty} × ${row.item_code}`, row.coverage, row.reason, row));
		if (found.labour_coverage) {
			rows.push(covered(frm, found, __("Labour and travel"), found.labour_coverage, found.labour_reason));
		}
		return titled(__("Who Pays"), rows);
	}

	function covered(frm, found, what, kind, reason, row) {
		const cost = row && row.cost != null && found.cost ? ` · ${format_currency(row.cost, found.cost.currency)}` : "";
		const shown = kind ? __(kind, null, "Service Ticket Part") : "–";
		const element = $(`<div class="d-flex align-items-center py-1"></div>`).append(
			$(`<div class="flex-fill small"></div>`).text([`${what}: ${shown}${cost}`, reason].filter(Boolean).join(" · "))
		);
		if (found.may_override) {
			$(`<button type="button" class="btn btn-default btn-xs ml-2"></button>`)
				.text(__("Change"))
				.on("click", () => override(frm, what, kind, row))
				.appendTo(element);
		}
		return element;
	}

	function override(frm, what, kind, row) {
		frappe.prompt(
			[
				{
					fieldname: "coverage_kind",
					fieldtype: "Select",
					label: __("Coverage"),
					options: COVERAGES.map((value) => ({ value, label: __(value, null, "Service Ticket Part") })),
					default: kind,
					reqd: 1,
				},
				{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 },
			],
			async (values) => {
				await frappe.call({
					method: `${API}set_coverage`,
					args: { ticket: frm.doc.name, row: row && row.name, ...values },
					freeze: true,
				});
				frm.reload_doc();
			},
			frappe.utils.escape_html(what),
			__("Save")
		);
	}

	// A figure that there is no data for is not 0.
	function cost(found) {
		if (!found) {
			return null;
		}
		const money = (value) => (value == null ? "–" : format_currency(value, found.currency));
		const hours = (value) => format_number(value, null, 2);
		return titled(__("Cost of This Ticket"), [
			line(__("Parts: {0}", [money(found.parts)])),
			line(__("Work: {0} h, {1}", [hours(found.work_hours), money(found.labour)])),
			line(__("Travel: {0} h, {1}", [hours(found.travel_hours), money(found.travel)])),
			line(__("Together: {0}, of which the customer does not pay {1}", [money(found.total), money(found.borne_by_us)])),
		]);
	}

	function buttons(frm, found) {
		const box = $(`<div class="mb-3" style="display: flex; flex-wrap: wrap; gap: 8px"></div>`);
		const add = (label, act) =>
			$(`<button type="button" class="btn btn-default btn-sm"></button>`).text(label).on("click", act).appendTo(box);
		if (frm.perm[0].write && !FINISHED.includes(frm.doc.stage)) {
			add(__("Wait for Parts ..."), () => wait(frm));
		}
		add(__("Who Has a Part?"), () => who_has(frm));
		const chargeable = [found.labour_coverage, ...found.rows.map((row) => row.coverage)].includes("Chargeable");
		if (found.may_invoice && (chargeable || found.invoices.length)) {
			add(__("Sales Invoice"), () => invoice(frm));
		}
		return box;
	}

	function wait(frm) {
		frappe.prompt(
			[
				{
					fieldname: "item_code",
					fieldtype: "Link",
					options: "Item",
					label: __("Item"),
					reqd: 1,
					get_query: () => ({ filters: { is_stock_item: 1 } }),
				},
				{ fieldname: "qty", fieldtype: "Float", label: __("Quantity"), default: 1, reqd: 1 },
			],
			async (values) => {
				await frappe.call({
					method: `${API}await_parts`,
					args: { ticket: frm.doc.name, lines: [values] },
					freeze: true,
				});
				frm.reload_doc();
			},
			__("Wait for Parts"),
			__("Wait")
		);
	}

	async function invoice(frm) {
		const { message } = await frappe.call({
			method: `${API}make_invoice`,
			args: { ticket: frm.doc.name },
			freeze: true,
		});
		if (message.without_price.length) {
			frappe.show_alert({
				message: __("Without a price: {0}. Enter the rates in the draft.", [
					frappe.utils.escape_html(message.without_price.join(", ")),
				]),
				indicator: "orange",
			});
		}
		if (frappe.model.can_read("Sales Invoice")) {
			frappe.set_route("Form", "Sales Invoice", message.name);
		} else {
			frappe.show_alert({ message: __("{0} is ready for the accounts department.", [message.name]), indicator: "green" });
			frm.reload_doc();
		}
	}

	function who_has(frm) {
		const dialog = new frappe.ui.Dialog({
			title: __("Who Has a Part?"),
			fields: [
				{
					fieldname: "item_code",
					fieldtype: "Link",
					options: "Item",
					label: __("Item"),
					get_query: () => ({ filters: { is_stock_item: 1 } }),
					onchange: () => found(frm, dialog),
				},
				{ fieldname: "qty", fieldtype: "Float", label: __("Quantity"), default: 1 },
				{ fieldname: "found", fieldtype: "HTML" },
			],
		});
		dialog.show();
	}

	async function found(frm, dialog) {
		const item_code = dialog.get_value("item_code");
		const area = dialog.get_field("found").$wrapper.empty();
		if (!item_code) {
			return;
		}
		const { message } = await frappe.call({
			method: `${VAN_API}who_has`,
			type: "GET",
			args: { item_code, ticket: frm.doc.name },
		});
		area.empty().append(line(__("In the store: {0}", [message.store])));
		if (!message.colleagues.length) {
			area.append(line(__("No colleague has it in the van."), true));
		}
		message.colleagues.forEach((row) => area.append(holder(frm, dialog, item_code, row)));
	}

	function holder(frm, dialog, item_code, row) {
		const where = row.distance_km == null ? row.region : __("{0} km away", [row.distance_km]);
		return $(`<div class="d-flex align-items-center border-bottom py-2"></div>`).append(
			$(`<div class="flex-fill"></div>`).append(
				$(`<div></div>`).text(`${row.engineer_name}: ${row.qty}`),
				line(where || "", true)
			),
			$(`<button type="button" class="btn btn-default btn-sm ml-2"></button>`)
				.text(__("Ask"))
				.on("click", () => ask(frm, dialog, item_code, row))
		);
	}

	async function ask(frm, dialog, item_code, row) {
		const { message } = await frappe.call({
			method: `${VAN_API}ask_colleague`,
			args: {
				colleague: row.engineer,
				lines: [{ item_code, qty: flt(dialog.get_value("qty")) || 1 }],
				ticket: frm.doc.name,
				client_key: frappe.utils.get_random(20),
			},
			freeze: true,
		});
		dialog.hide();
		frappe.set_route("Form", "Parts Handover", message.name);
	}
})();
