// Reading the file, starting and pausing the import, and watching it while it runs.

const WATCH_EVERY = 2000;

frappe.ui.form.on("Ticket Import", {
	async onload(frm) {
		const { message } = await frappe.call("frappe.core.doctype.user.user.get_timezones");
		frm.set_df_property("time_zone", "options", message.timezones);
	},

	setup(frm) {
		frm.set_query("engineer", "assignees", (doc) => ({ filters: { company: doc.company } }));
	},

	refresh(frm) {
		const running = frm.doc.status === "Running";
		if (running) frm.disable_form();
		show_progress(frm, frm.doc);
		if (frm.is_new()) return;
		add_buttons(frm, running);
		if (running) watch(frm);
	},
});

function add_buttons(frm, running) {
	// Of the user: the form itself is read only while the import runs.
	const can_write = frappe.model.can_write(frm.doctype);
	if (frm.doc.refused) {
		frm.add_custom_button(__("Download Refused Rows"), () =>
			window.open(
				`/api/method/fsm_app.api.ticket_import.download_refused?name=${encodeURIComponent(
					frm.doc.name
				)}`
			)
		);
		frm.add_custom_button(__("Show Refused Rows"), () =>
			frappe.set_route("List", "Ticket Import Refusal", { ticket_import: frm.doc.name })
		);
	}
	if (!can_write || !frm.doc.file) return;
	if (running) {
		frm.add_custom_button(__("Pause"), () => act(frm, "pause"));
		// Where the worker was killed, the server lets it go on.
		frm.add_custom_button(__("Continue"), () => act(frm, "start"));
		return;
	}
	frm.add_custom_button(__("Read File"), () => read_file(frm));
	if (!frm.doc.content_hash) return;
	const label = {
		Draft: __("Start Import"),
		Finished: __("Import Again"),
	}[frm.doc.status];
	frm.page.set_primary_action(label || __("Continue"), () => start(frm));
}

async function read_file(frm) {
	if (frm.is_dirty()) await frm.save();
	const { message } = await frappe.call({
		method: "fsm_app.api.ticket_import.read_file",
		type: "POST",
		args: { name: frm.doc.name },
		freeze: true,
		freeze_message: __("Reading the file..."),
	});
	await frm.reload_doc();
	show_preview(message);
}

async function start(frm) {
	if (frm.is_dirty()) await frm.save();
	const open_states = (frm.doc.states || []).filter((row) => row.count && !row.stage);
	const question = open_states.length
		? __("Tickets in these states will be refused: {0}. Start all the same?", [
				open_states.map((row) => frappe.utils.escape_html(row.value)).join(", "),
		  ])
		: __("Import {0} records now?", [frm.doc.total]);
	frappe.confirm(question, () => act(frm, "start"));
}

async function act(frm, method) {
	await frappe.call({
		method: `fsm_app.api.ticket_import.${method}`,
		type: "POST",
		args: { name: frm.doc.name },
		freeze: true,
	});
	frm.reload_doc();
}

// Asks as long as this import is on the screen and running.
function watch(frm) {
	clearTimeout(frm.watching);
	frm.watching = setTimeout(async () => {
		const name = frm.doc.name;
		if (!frappe.get_route_str().endsWith(name)) return;
		const { message } = await frappe.call({
			method: "fsm_app.api.ticket_import.progress",
			type: "GET",
			args: { name },
		});
		if (frm.doc.name !== name) return;
		if (message.status === "Running") {
			show_progress(frm, message);
			watch(frm);
		} else {
			frm.reload_doc();
		}
	}, WATCH_EVERY);
}

function show_progress(frm, now) {
	const field = frm.get_field("progress_html");
	if (!now.total) {
		field.html("");
		return;
	}
	const share = Math.min(100, Math.round((100 * (now.position || 0)) / now.total));
	const counts = ["taken", "skipped", "left_out", "refused"]
		.map((name) => `${__(frappe.meta.get_label("Ticket Import", name), null, "Ticket Import")}: ${now[name] || 0}`)
		.join(" · ");
	field.html(`
		<div class="progress" style="height: 10px">
			<div class="progress-bar ${now.status === "Failed" ? "bg-danger" : "bg-success"}" role="progressbar"
				aria-valuenow="${share}" aria-valuemin="0" aria-valuemax="100" style="width: ${share}%"></div>
		</div>
		<p class="text-muted small" style="margin-top: 6px">
			${__("{0} of {1} records", [now.position || 0, now.total])} · ${counts}
		</p>`);
}

function show_preview(found) {
	const text = (value) => frappe.utils.escape_html(value == null ? "" : String(value));
	const rows = found.rows
		.map((row) =>
			row.problem
				? `<tr class="text-danger"><td>${text(row.external_id)}</td><td>${text(row.subject)}</td>
					<td colspan="5">${text(row.problem)}</td></tr>`
				: `<tr><td>${text(row.external_id)}</td><td>${text(row.subject)}</td>
					<td>${text(__(row.stage, null, "Service Ticket"))}</td><td>${text(row.priority)}</td>
					<td>${text(row.customer)}</td><td>${text(row.offering)}</td>
					<td>${frappe.datetime.str_to_user(row.opened_at) || ""}</td></tr>`
		)
		.join("");
	const unassigned = Object.entries(found.unassigned)
		.filter(([, values]) => values.length)
		.map(
			([table, values]) =>
				`<li>${text(__(frappe.meta.get_label("Ticket Import", table), null, "Ticket Import"))}: ${text(
					values.slice(0, 20).join(", ")
				)}${values.length > 20 ? ` (+${values.length - 20})` : ""}</li>`
		)
		.join("");
	const faulty = found.faulty
		.map((row) => {
			const place = row.line ? __("line {0}", [row.line]) : __("record {0}", [row.record]);
			const number = row.external_id ? ` (${text(row.external_id)})` : "";
			return `<li>${place}${number}: ${text(row.reason)}</li>`;
		})
		.join("");
	const reading = found.reading.map((sentence) => `<li>${text(sentence)}</li>`).join("");
	const samples = found.samples
		.map(
			(sample) => `<tr><th>${text(sample.encoding)}</th>
				<td>${sample.lines.map(text).join("<br>")}</td></tr>`
		)
		.join("");
	const dialog = new frappe.ui.Dialog({
		title: __("{0} records in the file", [found.total]),
		size: "extra-large",
		fields: [{ fieldtype: "HTML", fieldname: "preview" }],
	});
	const heads = ["External ID", "Subject", "Stage", "Priority", "Customer", "Offering", "Opened At"];
	dialog.fields_dict.preview.$wrapper.html(`
		<h5>${__("How the File Was Read")}</h5><ul>${reading}</ul>
		${
			samples
				? `<div style="overflow-x: auto"><table class="table table-bordered small"><tbody>${samples}</tbody></table></div>`
				: ""
		}
		${unassigned ? `<h5>${__("Unmapped values")}</h5><ul>${unassigned}</ul>` : ""}
		${
			found.faulty_count
				? `<h5>${__("{0} rows cannot be read", [found.faulty_count])}</h5><ul>${faulty}</ul>`
				: ""
		}
		<h5>${__("The first tickets as they would come in")}</h5>
		<div style="overflow-x: auto"><table class="table table-bordered small">
			<thead><tr>${heads.map((head) => `<th>${__(head)}</th>`).join("")}</tr></thead>
			<tbody>${rows}</tbody>
		</table></div>`);
	dialog.show();
}
