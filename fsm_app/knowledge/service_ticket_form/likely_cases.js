// On a ticket's form, the cases that most likely solve it, each with why; also while the ticket is still being written.
// Whoever works on it reads them here and says whether they helped.

(() => {
	const FIELD = "likely_cases_panel";
	const OF_NEW = ["subject", "description", "fault_symptom", "fault_code", "item_code", "serial_no", "offering"];
	const ENDED = ["Closed", "Cancelled"];
	// Milliseconds after the last letter.
	const PAUSE = 700;
	const RESULTS = [
		["Used", () => __("Used", null, "Knowledge Use")],
		["Solved It", () => __("Solved It", null, "Knowledge Use")],
		["Did Not Help", () => __("Did Not Help", null, "Knowledge Use")],
	];

	frappe.ui.form.on("Service Ticket", {
		refresh(frm) {
			frm.toggle_display(FIELD, false);
			show(frm);
		},
		...Object.fromEntries(OF_NEW.map((field) => [field, (frm) => frm.is_new() && show_soon(frm)])),
	});

	function show_soon(frm) {
		clearTimeout(frm.fsm_likely_timer);
		frm.fsm_likely_timer = setTimeout(show, PAUSE, frm);
	}

	async function show(frm) {
		if (!frappe.model.can_read("Knowledge Case") || ENDED.includes(frm.doc.stage)) {
			return;
		}
		const asked = (frm.fsm_likely_asked = {});
		const answer = await ask(frm);
		// Another answer may be on its way, or the user gone on to another document.
		if (answer && frm.fsm_likely_asked === asked) {
			render(frm, answer);
		}
	}

	// Nothing of this may stand in the way of the ticket: what cannot be asked is said, and that is all.
	async function ask(frm) {
		try {
			if (!frm.is_new()) {
				return await get("of_ticket", { ticket: frm.doc.name });
			}
			const args = Object.fromEntries(OF_NEW.map((field) => [field, frm.doc[field] || ""]));
			return args.subject || args.description || args.fault_code ? await post("of_new_ticket", args) : null;
		} catch {
			return { available: false, cases: [], parts: [], note: __("Cases that may help cannot be found at the moment.") };
		}
	}

	const quiet = { error_handlers: {}, silent: true };
	const get = (method, args) =>
		frappe.call({ type: "GET", method: `fsm_app.api.likely_cases.${method}`, args, ...quiet }).then((r) => r.message);
	const post = (method, args, options = quiet) =>
		frappe.call({ method: `fsm_app.api.likely_cases.${method}`, args, ...options }).then((r) => r.message);

	function render(frm, { available, cases, parts, note, may_judge }) {
		const panel = frm.get_field(FIELD).$wrapper.empty();
		const shown = Boolean(cases.length || (note && !(available && frm.is_new())));
		frm.toggle_display(FIELD, shown);
		if (!shown) {
			return;
		}
		panel.append($(`<div class="fsm-panel-title"></div>`).text(__("Cases That May Help")));
		if (note) {
			panel.append($(`<div class="text-muted small mb-2 fsm-likely-note"></div>`).text(note));
		}
		panel.append(cases.map((row) => line(frm, row, may_judge)));
		if (parts.length) {
			panel.append(
				$(`<div class="small mt-2"></div>`).append(
					$(`<span class="text-muted mr-1"></span>`).text(`${__("Usual parts")}:`),
					$("<span></span>").text(parts.map(part_text).join(", "))
				)
			);
		}
	}

	const part_text = ({ qty, item_code, item_name }) =>
		`${qty} × ${item_code}${item_name && item_name !== item_code ? ` (${item_name})` : ""}`;

	function line(frm, row, may_judge) {
		const head = $(`<div style="display: flex; flex-wrap: wrap; gap: 4px 8px; align-items: baseline"></div>`).append(
			$(`<button type="button" class="btn btn-link p-0 text-left fsm-likely-open" style="white-space: normal; text-decoration: underline"></button>`)
				.text(row.title)
				.on("click", () => preview(frm, row.name)),
			row.is_likely ? pill("green", __("Likely")) : null,
			row.kind !== "Case" ? pill("gray", __(row.kind, null, "Knowledge Case")) : null,
			row.marked ? pill(row.marked === "Did Not Help" ? "orange" : "blue", result_label(row.marked)) : null
		);
		const box = $(`<div class="fsm-likely py-2 border-bottom" style="overflow-wrap: anywhere"></div>`)
			.attr("data-case", row.name)
			.append(head, $(`<div class="small text-muted"></div>`).text(row.reason));
		if (row.cause) {
			box.append(labelled(__("Likely cause"), row.cause));
		}
		if (may_judge) {
			box.append(buttons(frm, row));
		}
		return box;
	}

	const result_label = (result) => RESULTS.find(([name]) => name === result)?.[1]() || "";

	function buttons(frm, row, done) {
		return $(`<div class="mt-1" style="display: flex; flex-wrap: wrap; gap: 8px"></div>`).append(
			RESULTS.map(([result, label]) =>
				$(`<button type="button" class="btn btn-sm"></button>`)
					.addClass(row.marked === result ? "btn-primary" : "btn-default")
					.attr({ "data-result": result, "aria-pressed": String(row.marked === result) })
					.text(label())
					.on("click", async () => {
						const args = { case: row.name, ticket: frm.doc.name, result };
						const answer = await post("mark", args, { freeze: true });
						render(frm, answer);
						done?.();
					})
			)
		);
	}

	async function preview(frm, name) {
		const shown = await post("open_case", { case: name, ticket: frm.is_new() ? "" : frm.doc.name }, { freeze: true });
		const dialog = new frappe.ui.Dialog({ title: frappe.utils.escape_html(shown.title), size: "large" });
		$(dialog.body).append(text_of(shown));
		if (shown.may_judge) {
			$(dialog.body).append(
				$(`<div class="mt-4"></div>`).append(
					$(`<div class="text-muted small"></div>`).text(__("Did it help with this ticket?")),
					buttons(frm, shown, () => dialog.hide())
				)
			);
		}
		dialog.show();
	}

	function text_of(shown) {
		const box = $(`<div class="fsm-case-preview" style="overflow-wrap: anywhere"></div>`);
		const facts = [
			__(shown.kind, null, "Knowledge Case"),
			shown.solved && __("has solved {0} tickets", [shown.solved]),
			shown.not_solved && __("did not help with {0}", [shown.not_solved]),
		];
		box.append(
			$(`<div class="text-muted small mb-3"></div>`).append(
				document.createTextNode(`${facts.filter(Boolean).join(" · ")} · `),
				$(`<a target="_blank" rel="noopener"></a>`)
					.attr("href", frappe.utils.get_form_link("Knowledge Case", shown.name))
					.text(shown.name)
			)
		);
		[
			[__("Symptom"), shown.symptom],
			[__("Cause"), shown.cause],
		].forEach(([label, text]) => text && box.append(part(label, $(`<div style="white-space: pre-wrap"></div>`).text(text))));
		if (shown.fault_codes.length) {
			box.append(part(__("Fault Codes"), codes(shown.fault_codes)));
		}
		if (shown.solution) {
			// Cleaned by the server.
			// The editor's own lists need its style, others lose their numbers by it.
			const style = shown.solution.includes("data-list") ? "ql-editor read-mode p-0" : "";
			box.append(part(__("Solution"), $("<div></div>").addClass(style).html(shown.solution)));
		}
		if (shown.snippet) {
			// Shown, never run.
			box.append(part(__("Commands"), $(`<pre class="p-2" style="white-space: pre-wrap"></pre>`).text(shown.snippet)));
		}
		if (shown.pictures.length) {
			box.append(part(__("Pictures", null, "Knowledge Case"), pictures(shown.pictures)));
		}
		if (shown.parts.length) {
			box.append(part(__("Usual parts"), $("<div></div>").text(shown.parts.map(({ qty, item, remark }) => [`${qty} × ${item}`, remark].filter(Boolean).join(" – ")).join(", "))));
		}
		if (shown.url) {
			box.append(
				$(`<a target="_blank" rel="noopener noreferrer"></a>`).attr("href", shown.url).text(shown.url)
			);
		}
		return box;
	}

	const part = (label, body) =>
		$(`<div class="mb-3"></div>`).append($(`<div class="text-muted small"></div>`).text(label), body);

	const codes = (rows) =>
		rows.map(({ code, meaning, cause, action }) =>
			$("<div></div>").append(
				$("<strong></strong>").text(code),
				document.createTextNode(` ${[meaning, cause, action].filter(Boolean).join(" · ")}`)
			)
		);

	const pictures = (rows) =>
		rows.map(({ address, caption }) =>
			$(`<figure class="mb-2"></figure>`).append(
				$(`<img style="max-width: 100%; max-height: 320px" loading="lazy">`).attr({ src: address, alt: caption || "" }),
				caption ? $(`<figcaption class="small text-muted"></figcaption>`).text(caption) : null
			)
		);

	const labelled = (label, text) =>
		$(`<div class="small"></div>`).append(
			$(`<span class="text-muted mr-1"></span>`).text(`${label}:`),
			$("<span></span>").text(text)
		);

	const pill = (colour, text) => $(`<span class="indicator-pill no-indicator-dot"></span>`).addClass(colour).text(text);
})();
