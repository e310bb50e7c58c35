// Under the table of parts: use them from the van, bring back what was not used, take an old part along, and see what is
// built in. The server says what the user may do, and posts.

(() => {
	const API = "fsm_app.api.parts_used.";
	const LOG_ONLY = "Log Only";
	const CLOSED_LOOP = "Closed Loop";

	frappe.ui.form.on("Service Ticket", {
		refresh: (frm) => show(frm),
	});

	async function show(frm) {
		const asked = (frm.fsm_parts_asked = {});
		const { message } = frm.is_new()
			? {}
			: await frappe.call({ method: API + "overview", type: "GET", args: { ticket: frm.doc.name } });
		// The form may have been refreshed again meanwhile, or the user gone on to another document.
		if (frm.fsm_parts_asked !== asked) {
			return;
		}
		const wrapper = frm.get_field("parts_used").$wrapper;
		wrapper.find(".fsm-parts-actions").remove();
		if (!message) {
			return;
		}
		// Whoever chooses from the van needs no second way.
		wrapper.find(".fsm-parts-adder").toggle(!can_use(message));
		const buttons = actions(frm, message);
		const notes = defective(message.defective);
		if (!buttons.length && !notes.length) {
			return;
		}
		wrapper.append(
			$(`<div class="fsm-parts-actions mt-2 mb-3"></div>`).append(
				$(`<div style="display: flex; flex-wrap: wrap; gap: 8px"></div>`).append(buttons),
				notes
			)
		);
	}

	const can_use = (found) => Boolean(found.mode !== LOG_ONLY && found.may_use && found.van);

	function actions(frm, found) {
		const out = found.rows.filter((row) => row.out > 0);
		return [
			can_use(found) && [__("Use Parts from Van"), () => use(frm, found)],
			out.length && [__("Return Unused Parts"), () => bring_back(frm, out)],
			found.may_use && [__("Take Old Part Along"), () => take_along(frm)],
			found.installed.length && [
				__("Installed Parts ({0})", [found.installed.length]),
				() => show_installed(found.installed),
			],
		]
			.filter(Boolean)
			.map(([label, act]) =>
				$(`<button type="button" class="btn btn-default btn-sm"></button>`)
					.text(label)
					.on("click", () => saved(frm).then(act))
			);
	}

	// What is typed and not saved yet would be lost by reading the ticket anew.
	const saved = (frm) => (frm.is_dirty() ? frm.save() : Promise.resolve());

	function defective(parts) {
		return parts.map((part) =>
			$(`<div class="small text-muted mt-2"></div>`).text(
				[
					__("Old part {0}: {1}", [
						[part.item_code, part.old_serial_no].filter(Boolean).join(" "),
						__(part.stage, null, "Defective Part"),
					]),
					part.stage === "With Engineer" && part.due_on
						? __("bring it back by {0}", [frappe.datetime.str_to_user(part.due_on)])
						: "",
				]
					.filter(Boolean)
					.join(" · ")
			)
		);
	}

	async function use(frm, found) {
		const { message: items } = await contents(frm);
		if (!items.length) {
			frappe.msgprint(__("Your van {0} is empty.", [frappe.utils.escape_html(found.van)]));
			return;
		}
		const key = frappe.utils.get_random(20);
		const label = (fieldname) => __(frappe.meta.get_label("Service Ticket Part", fieldname), null, "Service Ticket Part");
		const dialog = new frappe.ui.Dialog({
			title: __("Use Parts from Van"),
			fields: [
				{
					fieldname: "item_code",
					fieldtype: "Select",
					label: label("item_code"),
					reqd: 1,
					options: [
						"",
						...items.map((item) => ({
							value: item.item_code,
							label: [named(item), `${item.qty} ${__(item.stock_uom)}`].join(" · "),
						})),
					],
					onchange: () => choose(frm, dialog, items),
				},
				{ fieldname: "serial_no", fieldtype: "Select", label: label("serial_no"), hidden: 1 },
				{ fieldname: "batch_no", fieldtype: "Select", label: label("batch_no"), hidden: 1 },
				{ fieldname: "qty", fieldtype: "Float", label: label("qty"), default: 1 },
				{ fieldname: "replaced_serial_no", fieldtype: "Data", label: label("replaced_serial_no") },
				{
					fieldname: "nothing_to_return",
					fieldtype: "Check",
					label: label("nothing_to_return"),
					hidden: found.mode === CLOSED_LOOP ? 0 : 1,
				},
				{ fieldname: "remark", fieldtype: "Data", label: label("remark") },
			],
			primary_action_label: __("Use", null, "Service Ticket Part"),
			primary_action: (values) => send(frm, dialog, "use_parts", { lines: [values], client_key: key }),
		});
		dialog.show();
	}

	const named = ({ item_code, item_name }) =>
		item_name && item_name !== item_code ? `${item_code} ${item_name}` : item_code;

	const contents = (frm, item_code) =>
		frappe.call({ method: API + "van_contents_for", type: "GET", args: { ticket: frm.doc.name, item_code } });

	async function choose(frm, dialog, items) {
		const code = dialog.get_value("item_code");
		const item = items.find((one) => one.item_code === code);
		const numbered = item && (item.has_serial_no || item.has_batch_no);
		const { message } = numbered ? await contents(frm, code) : {};
		if (dialog.get_value("item_code") !== code) {
			return;
		}
		const [details = {}] = message || [];
		offer(dialog, "serial_no", details.serial_numbers && details.serial_numbers.map((value) => ({ value, label: value })));
		offer(
			dialog,
			"batch_no",
			details.batches &&
				details.batches.map((batch) => ({ value: batch.batch_no, label: `${batch.batch_no} · ${batch.qty}` }))
		);
		dialog.set_df_property("qty", "hidden", item && item.has_serial_no ? 1 : 0);
		if (item && item.has_serial_no) {
			dialog.set_value("qty", 1);
		}
	}

	function offer(dialog, fieldname, options) {
		dialog.set_df_property(fieldname, "options", options ? [...(options.length > 1 ? [""] : []), ...options] : []);
		dialog.set_df_property(fieldname, "hidden", options ? 0 : 1);
		dialog.set_df_property(fieldname, "reqd", options ? 1 : 0);
		dialog.set_value(fieldname, options && options.length === 1 ? options[0].value : "");
	}

	function bring_back(frm, rows) {
		const key = frappe.utils.get_random(20);
		const dialog = new frappe.ui.Dialog({
			title: __("Return Unused Parts"),
			fields: rows.map((row) => ({
				fieldname: row.name,
				fieldtype: row.serial_no ? "Check" : "Float",
				label: [
					row.item_code,
					row.serial_no || row.batch_no,
					row.serial_no ? "" : __("{0} {1} are out", [row.out, __(row.stock_uom)]),
				]
					.filter(Boolean)
					.join(" · "),
			})),
			primary_action_label: __("Return", null, "Service Ticket Part"),
			primary_action(values) {
				const lines = rows
					.map((row) => ({ row: row.name, qty: flt(values[row.name]) }))
					.filter(({ qty }) => qty);
				if (!lines.length) {
					frappe.show_alert({ message: __("Say how many come back."), indicator: "orange" });
					return;
				}
				send(frm, dialog, "return_unused", { lines, client_key: key });
			},
		});
		dialog.show();
	}

	function take_along(frm) {
		const key = frappe.utils.get_random(20);
		const label = (fieldname) => __(frappe.meta.get_label("Defective Part", fieldname), null, "Defective Part");
		frappe.model.with_doctype("Defective Part", () => {
			const dialog = new frappe.ui.Dialog({
				title: __("Take Old Part Along"),
				fields: [
					{ fieldname: "item_code", fieldtype: "Link", options: "Item", label: label("item_code"), reqd: 1 },
					{ fieldname: "old_serial_no", fieldtype: "Data", label: label("old_serial_no") },
					{ fieldname: "qty", fieldtype: "Float", label: label("qty"), default: 1 },
					{ fieldname: "customer_owned", fieldtype: "Check", label: label("customer_owned") },
					{ fieldname: "remark", fieldtype: "Data", label: label("remark") },
				],
				primary_action_label: __("Take Along"),
				primary_action: (values) => send(frm, dialog, "take_along", { ...values, client_key: key }),
			});
			dialog.show();
		});
	}

	function show_installed(parts) {
		const dialog = new frappe.ui.Dialog({ title: __("Installed Parts") });
		const rows = parts.map((part) =>
			$(`<div class="border-bottom py-2" style="overflow-wrap: anywhere"></div>`)
				.toggleClass("text-muted", Boolean(part.removed_on))
				.append(
					$(`<div></div>`).text([`${part.qty} × ${part.part_item}`, part.part_serial_no || part.batch_no].filter(Boolean).join(" · ")),
					$(`<div class="small text-muted"></div>`).text(
						[
							__("since {0}", [frappe.datetime.str_to_user(part.installed_on)]),
							part.warranty && __(part.warranty, null, "Installed Part"),
							part.warranty_until && __("until {0}", [frappe.datetime.str_to_user(part.warranty_until)]),
							part.removed_on && __("removed on {0}", [frappe.datetime.str_to_user(part.removed_on)]),
							part.ticket,
						]
							.filter(Boolean)
							.join(" · ")
					)
				)
		);
		dialog.$body.append(rows);
		dialog.show();
	}

	// The same key however often it is pressed: what was sent twice is done once.
	async function send(frm, dialog, method, args) {
		dialog.disable_primary_action();
		try {
			await frappe.call({ method: API + method, args: { ticket: frm.doc.name, ...args }, freeze: true });
			dialog.hide();
			await frm.reload_doc();
		} finally {
			dialog.enable_primary_action();
		}
	}
})();
