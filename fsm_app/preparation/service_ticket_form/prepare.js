// What to know and to take before one goes there, as a list to tick off in one's head, and as a print.
(() => {
	const ENDED = ["Done", "Confirmed", "Verified", "Closed", "Cancelled"];
	const ROLES = ["Service Engineer", "Service Dispatcher", "Service Manager", "System Manager"];

	frappe.ui.form.on("Service Ticket", {
		refresh(frm) {
			if (!frm.is_new() && !ENDED.includes(frm.doc.stage) && ROLES.some((role) => frappe.user.has_role(role))) {
				frm.add_custom_button(__("Preparation Sheet"), () => show(frm), __("Ticket"));
			}
		},
	});

	async function show(frm) {
		const { message } = await frappe.call({
			method: "fsm_app.api.preparation.of_ticket",
			type: "GET",
			args: { ticket: frm.doc.name },
			freeze: true,
		});
		const dialog = new frappe.ui.Dialog({
			title: __("Preparation Sheet"),
			size: "large",
			fields: [{ fieldname: "shown", fieldtype: "HTML" }],
			primary_action_label: __("Print"),
			primary_action: () => print(frm),
		});
		const body = dialog.get_field("shown").$wrapper.empty();
		const head = [message.offering, message.engineer, message.when].filter(Boolean).join(" · ");
		body.append($(`<p class="text-muted"></p>`).text(head));
		if (message.lacking) {
			body.append(
				$(`<p><span class="indicator-pill red"></span></p>`)
					.find("span")
					.text(__("{0} things are missing", [message.lacking]))
					.end()
			);
		}
		body.append(message.sections.map(section));
		if (!message.sections.length) {
			body.append($("<p></p>").text(__("Nothing is known that could be prepared.")));
		}
		dialog.show();
	}

	function section({ title, rows }) {
		return $(`<div class="mb-3"></div>`).append(
			$(`<div class="bold mb-1" style="border-bottom: 1px solid var(--border-color)"></div>`).text(title),
			rows.map(({ label, text, note, lacks }) =>
				$(`<div style="display: flex; flex-wrap: wrap; gap: 0 12px; padding: 3px 0"></div>`).append(
					label ? $(`<span class="text-muted" style="flex: 0 1 180px"></span>`).text(label) : null,
					$(`<span style="flex: 1 1 220px; overflow-wrap: anywhere"></span>`).append(
						$("<span></span>").text(text),
						lacks ? $(`<span class="indicator-pill red ml-2"></span>`).text(__("Missing")) : null,
						note ? $(`<div class="text-muted"></div>`).text(note) : null
					)
				)
			)
		);
	}

	function print(frm) {
		const asked = new URLSearchParams({
			doctype: frm.doctype,
			name: frm.doc.name,
			format: "Preparation Sheet",
			no_letterhead: 1,
			trigger_print: 1,
			_lang: frappe.boot.lang,
		});
		window.open(`/printview?${asked}`, "_blank");
	}
})();
