// The parts used, on a narrow screen: a list that can be read, and one row to add to it. On a wide one the table stays.

(() => {
	const NARROW = "(max-width: 767px)";
	const FIELDS = ["qty", "uom", "batch_no", "serial_no", "replaced_serial_no", "nothing_to_return", "remark"];
	// Of what is posted these alone may still be said.
	const OPEN = ["replaced_serial_no", "nothing_to_return", "remark"];
	const is_settled = (part) => ["Posted", "Returned"].includes(part.posting);

	frappe.ui.form.on("Service Ticket", {
		refresh(frm) {
			const field = frm.get_field("parts_used");
			const narrow = window.matchMedia(NARROW).matches && !frm.is_new();
			field.$wrapper.find(".form-grid-container, .grid-footer, .grid-heading-row").toggle(!narrow);
			field.$wrapper.find(".fsm-parts").remove();
			if (narrow) {
				field.$wrapper.append(panel(frm, field));
			}
		},
	});

	function panel(frm, field) {
		const writes = frm.perm[0].write && field.disp_status === "Write";
		const rows = frm.doc.parts_used || [];
		const box = $(`<div class="fsm-parts"></div>`);
		box.append(rows.map((part) => line(frm, part, writes)));
		if (!rows.length) {
			box.append($(`<div class="text-muted small mb-2"></div>`).text(__("No parts entered.")));
		}
		return writes ? box.append(adder(frm)) : box;
	}

	function line(frm, part, writes) {
		const numbers = [
			part.posting && __(part.posting, null, "Service Ticket Part"),
			part.returned_qty && __("{0} returned", [part.returned_qty]),
			part.batch_no,
			part.serial_no,
			part.replaced_serial_no && __("replaces {0}", [part.replaced_serial_no]),
			part.remark,
		];
		const element = $(`<div class="d-flex align-items-center border-bottom py-2" style="overflow-wrap: anywhere"></div>`).append(
			$(`<div class="flex-fill"></div>`).append(
				$(`<div></div>`).text(`${part.qty} × ${part.item_code || ""}`),
				$(`<div class="text-muted small"></div>`).text(numbers.filter(Boolean).join(" · "))
			)
		);
		if (writes) {
			$(`<button type="button" class="btn btn-default btn-sm ml-2"></button>`)
				.text(__("Edit"))
				.on("click", () => edit(frm, part))
				.appendTo(element);
		}
		return element;
	}

	function adder(frm) {
		const box = $(`<div class="fsm-parts-adder mt-2" style="display: flex; align-items: flex-end; gap: 8px"></div>`);
		const make = (df, css) => {
			const parent = $(`<div></div>`).css(css).appendTo(box);
			const control = frappe.ui.form.make_control({ df, parent, render_input: true, only_input: false });
			control.refresh();
			return control;
		};
		const item = make({ fieldname: "fsm_part", fieldtype: "Link", options: "Item", label: __("Item") }, { flex: 1, minWidth: 0 });
		const qty = make({ fieldname: "fsm_qty", fieldtype: "Float", label: __("Quantity") }, { width: "72px" });
		qty.set_input(1);
		$(`<button type="button" class="btn btn-default btn-sm mb-3"></button>`)
			.text(__("Add"))
			.on("click", async () => {
				const item_code = item.get_value();
				if (!item_code) {
					item.set_focus();
					return;
				}
				frm.add_child("parts_used", { item_code, qty: flt(qty.get_value()) || 1 });
				save(frm);
			})
			.appendTo(box);
		return box;
	}

	function edit(frm, part) {
		const names = is_settled(part) ? OPEN : FIELDS;
		const fields = names.map((fieldname) => {
			const { fieldtype, label, options, reqd } = frappe.meta.get_docfield("Service Ticket Part", fieldname);
			return { fieldname, fieldtype, options, label: __(label, null, "Service Ticket Part"), reqd, default: part[fieldname] };
		});
		const dialog = new frappe.ui.Dialog({
			title: frappe.utils.escape_html(part.item_code || ""),
			fields,
			primary_action_label: __("Save"),
			primary_action(values) {
				names.forEach((field) => frappe.model.set_value(part.doctype, part.name, field, values[field] ?? ""));
				dialog.hide();
				save(frm);
			},
			...(is_settled(part) ? {} : removal(frm, part, () => dialog.hide())),
		});
		dialog.show();
	}

	function removal(frm, part, done) {
		return {
			secondary_action_label: __("Remove", null, "Service Ticket"),
			secondary_action() {
				frappe.model.clear_doc(part.doctype, part.name);
				frm.dirty();
				done();
				save(frm);
			},
		};
	}

	// A failed saving leaves the change in the form, with its message.
	function save(frm) {
		frm.refresh_field("parts_used");
		frm.dirty();
		return frm.save("Save", null, null, () => {});
	}
})();
