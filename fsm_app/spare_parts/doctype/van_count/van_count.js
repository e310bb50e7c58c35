// The form of a count: a number, or the serial numbers, for each part of the van; made for a phone.

// In a scope of its own: the scripts of a page share one.
(() => {
	frappe.ui.form.on("Van Count", {
		async refresh(frm) {
			const counting = frm.doc.state === "Counting" && (await is_mine(frm));
			frm.toggle_display("items", !counting);
			frm.layout.wrapper.find(".fsm-count").remove();
			const decides =
				frm.doc.state === "Waiting for Approval" &&
				frappe.user.has_role(["Service Parts Keeper", "Service Manager", "System Manager"]) &&
				!(await is_mine(frm));
			fsm_app.form_buttons(frm, [
				counting && [__("Post Count"), () => finish(frm)],
				counting && [__("Add a Part"), () => add(frm)],
				counting && [__("Begin Again"), () => begin_again(frm)],
				decides && [__("Approve"), () => decide(frm, 1)],
				decides && [__("Reject"), () => reject(frm)],
			]);
			frm.fsm_found = [];
			if (counting) {
				frm.fsm_buttons.after(sheet(frm));
			}
		},
	});

	async function is_mine(frm) {
		const { message } = await frappe.db.get_value("Service Engineer", { user: frappe.session.user }, "name");
		return Boolean(message) && message.name === frm.doc.engineer;
	}

	function sheet(frm) {
		const box = $(`<div class="fsm-count mb-3"></div>`);
		frm.doc.items.forEach((row) => {
			const name = [row.item_name || row.item_code, row.batch_no].filter(Boolean).join(" · ");
			const input = row.booked_serials
				? $(`<textarea class="form-control" rows="3"></textarea>`)
				: $(`<input type="number" inputmode="decimal" min="0" step="any" class="form-control" style="max-width: 140px">`);
			input.attr({ "data-row": row.name, "aria-label": name });
			if (row.booked_serials) {
				input.val(row.booked_serials);
			}
			box.append(
				$(`<div class="border-bottom py-2" style="overflow-wrap: anywhere"></div>`).append(
					$(`<div></div>`).text(name),
					$(`<div class="small text-muted"></div>`).text(
						row.booked_serials
							? __("Booked: {0}. Delete the numbers that are not there.", [row.booked_qty])
							: __("Booked: {0} {1}", [row.booked_qty, __(row.stock_uom)])
					),
					input
				)
			);
		});
		if (!frm.doc.items.length) {
			box.append($(`<div class="text-muted"></div>`).text(__("Nothing is booked in this van.")));
		}
		return box;
	}

	// What lies in the van and is not booked there.
	function add(frm) {
		frappe.prompt(
			[
				{
					fieldname: "item_code",
					fieldtype: "Link",
					options: "Item",
					label: __("Item"),
					reqd: 1,
					get_query: () => ({ filters: { is_stock_item: 1, has_serial_no: 0 } }),
				},
				{ fieldname: "qty", fieldtype: "Float", label: __("Counted", null, "Van Count Item"), reqd: 1 },
				{ fieldname: "batch_no", fieldtype: "Data", label: __("Batch") },
			],
			(line) => {
				frm.fsm_found.push(line);
				frm.layout.wrapper
					.find(".fsm-count")
					.append(
						$(`<div class="border-bottom py-2"></div>`).text(
							[`${line.qty} × ${line.item_code}`, line.batch_no].filter(Boolean).join(" · ")
						)
					);
			},
			__("Add a Part"),
			__("Add")
		);
	}

	function finish(frm) {
		const counted = {};
		let empty = null;
		frm.layout.wrapper.find(".fsm-count [data-row]").each((_index, element) => {
			const row = frm.doc.items.find((each) => each.name === element.dataset.row);
			if (row.booked_serials) {
				counted[row.name] = { serial_nos: element.value };
			} else if (element.value === "") {
				empty = empty || element;
			} else {
				counted[row.name] = { qty: flt(element.value) };
			}
		});
		if (empty) {
			empty.focus();
			frappe.show_alert({ message: __("Enter what you have counted, 0 if there is none."), indicator: "orange" });
			return;
		}
		frappe.prompt(
			{ fieldname: "remark", fieldtype: "Small Text", label: __("Remark") },
			({ remark }) => send(frm, "finish_count", { count: frm.doc.name, counted, remark, found: frm.fsm_found }),
			__("Post Count"),
			__("Post Count")
		);
	}

	function begin_again(frm) {
		return send(frm, "begin_count", {});
	}

	function decide(frm, approve, reason) {
		return send(frm, "decide_count", { count: frm.doc.name, approve, reason });
	}

	function reject(frm) {
		frappe.prompt(
			{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 },
			({ reason }) => decide(frm, 0, reason),
			__("Reject")
		);
	}

	async function send(frm, method, args) {
		await frappe.call({ method: `fsm_app.api.van_stock.${method}`, args, freeze: true });
		frm.reload_doc();
	}
})();
