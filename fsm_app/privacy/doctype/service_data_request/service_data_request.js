// Starting and refusing a request, and watching the job.

const WATCH_EVERY = 2000;

frappe.ui.form.on("Service Data Request", {
	setup(frm) {
		// A company is no person; the server refuses it too.
		frm.set_query("person", () =>
			frm.doc.person_type === "Customer" ? { filters: { customer_type: "Individual" } } : {}
		);
	},

	refresh(frm) {
		if (frm.is_new()) return;
		const running = frm.doc.state === "Running";
		if (!["Open", "Failed"].includes(frm.doc.state)) frm.disable_form();
		if (running) {
			show_progress(frm, frm.doc);
			watch(frm);
		}
		if (!frappe.model.can_write(frm.doctype) || ["Done", "Refused"].includes(frm.doc.state)) return;
		if (running) {
			// Where the worker was killed, the server lets it begin again.
			frm.add_custom_button(__("Continue"), () => act(frm, "start"));
			return;
		}
		frm.page.set_primary_action(
			frm.doc.kind === "Erase" ? __("Erase Now") : __("Create Export"),
			() => start(frm)
		);
		frm.add_custom_button(__("Refuse"), () => refuse(frm));
	},
});

async function start(frm) {
	if (frm.is_dirty()) await frm.save();
	if (frm.doc.kind !== "Erase") return act(frm, "start");
	frappe.warn(
		__("Erase the data of {0}?", [frappe.utils.escape_html(frm.doc.person)]),
		__("This cannot be undone. Files are deleted."),
		() => act(frm, "start"),
		__("Erase Now")
	);
}

function refuse(frm) {
	frappe.prompt(
		{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 },
		({ reason }) => act(frm, "refuse", { reason }),
		__("Refuse")
	);
}

async function act(frm, method, args = {}) {
	await frappe.call({
		method: `fsm_app.api.data_request.${method}`,
		type: "POST",
		args: { name: frm.doc.name, ...args },
		freeze: true,
	});
	frm.reload_doc();
}

// Asks as long as this request is on the screen and running.
function watch(frm) {
	if (frm.watching === frm.doc.name) return;
	const name = (frm.watching = frm.doc.name);
	const ask = async () => {
		if (frm.doc.name !== name || cur_frm !== frm) {
			frm.watching = null;
			return;
		}
		const { message } = await frappe.call({
			method: "fsm_app.api.data_request.progress",
			type: "GET",
			args: { name },
		});
		if (message.state === "Running") {
			show_progress(frm, message);
			setTimeout(ask, WATCH_EVERY);
		} else {
			frm.watching = null;
			frm.reload_doc();
		}
	};
	setTimeout(ask, WATCH_EVERY);
}

function show_progress(frm, { steps_done, steps_total }) {
	const percent = steps_total ? (100 * steps_done) / steps_total : 0;
	const steps = [steps_done, steps_total];
	frm.dashboard.show_progress(__("In work"), percent, __("{0} of {1}", steps, "Service Data Request"));
}
