// The form of a handover: who is next confirms with one button, on the phone as well.

// In a scope of its own: the scripts of a page share one.
(() => {
	frappe.ui.form.on("Parts Handover", {
		async refresh(frm) {
			const { from_engineer, to_engineer, state } = frm.doc;
			const { message: me } = await frappe.db.get_value("Service Engineer", { user: frappe.session.user }, "name");
			const mine = me && me.name;
			const open = ["Asked", "Handed Over"].includes(state);
			const is_party = [from_engineer, to_engineer].includes(mine);
			frm.layout.wrapper.find(".fsm-handed").remove();
			fsm_app.form_buttons(frm, [
				state === "Asked" && mine === from_engineer && [__("I Have Handed Over"), () => send(frm, "hand_over")],
				state === "Handed Over" && mine === to_engineer && [__("I Have Received"), () => send(frm, "receive")],
				open &&
					(is_party || frappe.user.has_role(["Service Manager", "System Manager"])) && [
						__("End Without Handing Over"),
						() => end(frm),
					],
			]);
			frm.fsm_buttons.before(parts(frm));
		},
	});

	// On a narrow screen the table shows little more than its rows' numbers.
	function parts(frm) {
		return $(`<div class="fsm-handed mb-2" style="overflow-wrap: anywhere"></div>`).append(
			frm.doc.items.map((row) =>
				$(`<div></div>`).text(
					[`${row.qty} ${__(row.stock_uom)} ${row.item_code}`, row.batch_no, (row.serial_nos || "").split("\n").join(", ")]
						.filter(Boolean)
						.join(" · ")
				)
			)
		);
	}

	async function send(frm, method, values) {
		await frappe.call({
			method: `fsm_app.api.van_stock.${method}`,
			args: { handover: frm.doc.name, ...values },
			freeze: true,
		});
		frm.reload_doc();
	}

	function end(frm) {
		frappe.prompt(
			{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 },
			({ reason }) => send(frm, "end_handover", { reason }),
			__("End Without Handing Over"),
			__("Save")
		);
	}
})();
