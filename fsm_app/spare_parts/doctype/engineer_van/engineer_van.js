// The form of a van: what lies in it is ERPNext's report; whose van it is brings parts back from here.

// In a scope of its own: the scripts of a page share one.
(() => {
	const API = "fsm_app.api.parts_requisition.";

	frappe.ui.form.on("Engineer Van", {
		setup(frm) {
			frm.set_query("warehouse", ({ company }) => ({ filters: { company, is_group: 0, disabled: 0 } }));
			frm.set_query("item_code", "levels", () => ({ filters: { is_stock_item: 1, disabled: 0 } }));
		},

		refresh(frm) {
			if (frm.doc.warehouse && frappe.model.can_read("Bin")) {
				frm.add_custom_button(__("Stock Balance"), () =>
					frappe.set_route("query-report", "Stock Balance", { warehouse: frm.doc.warehouse, company: frm.doc.company })
				);
			}
			show_buttons(frm);
		},
	});

	async function show_buttons(frm) {
		fsm_app.form_buttons(frm, []);
		if (frm.is_new()) {
			return;
		}
		const asked = (frm.fsm_van_asked = {});
		const { message } = await frappe.call({ method: API + "own_van", type: "GET", args: { van: frm.doc.name } });
		if (frm.fsm_van_asked === asked) {
			fsm_app.form_buttons(frm, [message.length && [__("Bring Parts Back"), () => bring_back(frm, message)]]);
		}
	}

	function bring_back(frm, contents) {
		fsm_app.ask_parts_lines({
			title: __("Bring Parts Back"),
			label: __("Bring Back"),
			lines: contents.map(({ item_code, item_name, qty, stock_uom }) => ({
				key: item_code,
				title: item_name && item_name !== item_code ? `${item_code}: ${item_name}` : item_code,
				note: __("{0} {1} in the van", [qty, __(stock_uom)]),
				qty: 0,
			})),
			async act({ lines }) {
				if (!lines.length) {
					frappe.throw(__("Enter the quantity of at least one part."));
				}
				const { message } = await frappe.call({
					method: API + "bring_back",
					args: { company: frm.doc.company, lines: lines.map(({ key, qty }) => ({ item_code: key, qty })) },
					freeze: true,
				});
				frappe.set_route("Form", "Parts Requisition", message.name);
			},
		});
	}
})();
