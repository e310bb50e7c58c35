// On a ticket's form, what the next step still needs, the photos taken, and the buttons to give what is missing.

// In a scope of its own: the scripts of a form share one.
(() => {
	const API = "fsm_app.api.evidence.";
	// What the server can read; a phone turns its own formats into the first.
	const PICTURES = "image/jpeg,image/png,image/webp";
	const ENDED = ["Closed", "Cancelled"];

	frappe.ui.form.on("Service Ticket", {
		refresh(frm) {
			// The steps stand in the panel, where each tick is saved by itself.
			frm.set_df_property("section_checklist", "hidden", 1);
			show_evidence(frm);
		},
	});

	async function show_evidence(frm) {
		const asked = (frm.fsm_evidence_asked = {});
		const { message } = frm.is_new()
			? {}
			: await frappe.call({ method: API + "overview", type: "GET", args: { ticket: frm.doc.name } });
		// The form may have been refreshed again meanwhile, or the user gone on to another document.
		if (frm.fsm_evidence_asked !== asked) {
			return;
		}
		const shown =
			message &&
			([message.needs, message.photos, message.steps].some((rows) => rows.length) ||
				message.signature ||
				can_add(frm, message));
		frm.toggle_display("evidence_panel", Boolean(shown));
		const panel = frm.get_field("evidence_panel").$wrapper;
		const typing = typed_in(panel);
		panel.empty();
		if (!shown) {
			return;
		}
		panel.append(
			$(`<div class="fsm-panel-title"></div>`).text(fsm_app.ticket.evidence_title(message.completeness)),
			$(`<div class="fsm-evidence"></div>`).append(
				needs(message),
				fsm_app.ticket.tick_list(frm, message),
				photos(message.photos),
				signature(message.signature),
				buttons(frm, message)
			)
		);
		type_on(panel, typing);
	}

	fsm_app.ticket.evidence_title = (completeness) => __("Evidence ({0} % complete)", [Math.floor(completeness)]);

	// Whoever types a remark while the panel is drawn anew types on.
	function typed_in(panel) {
		const entry = panel.find(".fsm-remark:focus")[0];
		return entry && { step: entry.closest(".fsm-step").dataset.step, text: entry.value, at: entry.selectionStart };
	}

	function type_on(panel, typing) {
		const entry = typing && panel.find(`.fsm-step[data-step="${CSS.escape(typing.step)}"] .fsm-remark`)[0];
		if (entry) {
			entry.value = typing.text;
			entry.focus({ preventScroll: true });
			entry.setSelectionRange(typing.at, typing.at);
		}
	}

	function can_add(frm, { may_add, needs, stage }) {
		const at_work = ["On Site", "Working", "Done"].includes(stage);
		return may_add && !ENDED.includes(frm.doc.stage) && (needs.length || at_work);
	}

	// The present stage's first, in red while something is missing; what later stages ask for stands below in grey.
	function needs({ needs, stage }) {
		// Steps of the checklist stand in the tick list.
		const asked = needs.filter((need) => need.kind !== "Checklist");
		const now = asked.filter((need) => need.now);
		const later = asked.filter((need) => !need.now);
		const lists = $(`<div class="mb-2"></div>`);
		if (now.length) {
			lists.append(heading(__("Required before leaving {0}", [__(stage, null, "Service Ticket")])), now.map((need) => line(need, "red")));
		}
		if (later.length) {
			lists.append(heading(__("Later")), later.map((need) => line(need, "gray")));
		}
		return lists.children().length ? lists : null;
	}

	function heading(text) {
		return $(`<div class="text-muted small mt-1"></div>`).text(text);
	}

	function line(need, colour) {
		const done = need.have >= need.need;
		return with_dot(need.text, done ? "green" : colour).attr("title", done ? __("Complete") : __("Missing"));
	}

	function with_dot(text, colour) {
		const dot = $(`<span class="indicator" style="flex: none; height: 1.5em"></span>`).addClass(colour);
		return $(`<div class="d-flex mb-1"></div>`).append(dot, $(`<span></span>`).text(text));
	}

	function photos(rows) {
		if (!rows.length) {
			return null;
		}
		return $(`<div class="d-flex flex-wrap mb-2"></div>`).append(
			rows.map((row) => {
				const caption = [__(row.stage, null, "Service Ticket"), row.note].filter(Boolean).join(": ");
				return $(`<a class="mr-2 mb-2 text-muted small" target="_blank" rel="noopener" style="max-width: 110px"></a>`)
					.attr("href", row.file)
					.attr("title", `${caption} ${fsm_app.ticket.minutes(row.taken_at || row.recorded_at)}`)
					.append(
						$(`<img class="rounded border" style="height: 80px; max-width: 110px; object-fit: cover">`)
							.attr("src", row.thumbnail)
							.attr("alt", caption),
						$(`<div class="ellipsis"></div>`).text(caption)
					);
			})
		);
	}

	function signature(found) {
		if (!found) {
			return null;
		}
		const text = __("Signed by {0}, {1}", [found.signed_by, fsm_app.ticket.minutes(found.recorded_at)]);
		const block = $(`<div class="mb-2"></div>`).append(
			$(`<a target="_blank" rel="noopener"></a>`)
				.attr("href", found.file)
				.append($(`<img class="border rounded mr-2" style="height: 40px">`).attr({ src: found.thumbnail, alt: "" })),
			$(`<span></span>`).text(text)
		);
		if (found.report_changed) {
			block.append(with_dot(__("The report was changed after it was signed. Let the customer sign again."), "orange"));
		}
		return block;
	}

	function buttons(frm, overview) {
		if (!can_add(frm, overview)) {
			return null;
		}
		const asked = overview.needs.map((need) => need.kind);
		const row = $(`<div class="d-flex flex-wrap"></div>`);
		const add = (label, act) =>
			$(`<button type="button" class="btn btn-default btn-sm mr-2 mb-1"></button>`)
				.text(label)
				.on("click", () => act(frm, overview))
				.appendTo(row);
		add(__("Add Photo"), add_photo);
		add(__("Enter Serial Number"), enter_serial_number);
		if (asked.includes("Fault Symptom")) {
			add(__("Enter Fault Symptom"), enter_symptom);
		}
		add(__("Sign"), sign);
		return row;
	}

	// A stage that still asks for it is found by the server; a new key makes a repeated sending harmless.
	async function give(frm, method, args) {
		await frappe.call({
			method: API + method,
			args: { ticket: frm.doc.name, client_key: frappe.utils.get_random(20), ...args },
			freeze: true,
		});
		frm.is_dirty() ? show_evidence(frm) : frm.reload_doc();
	}

	// Photos are for the present stage; once it has enough, those of a later one may be meant.
	function add_photo(frm, { needs, stage }) {
		const asked = needs.filter((need) => need.kind === "Photo");
		const later = asked.filter((need) => !need.now).map((need) => need.stage);
		if (!later.length || asked.some((need) => need.now && need.have < need.need)) {
			choose_photos(frm, stage);
			return;
		}
		const options = [stage, ...later].map((value) => ({ value, label: __(value, null, "Service Ticket") }));
		frappe.prompt(
			{ fieldname: "stage", fieldtype: "Select", label: __("For Stage"), options, default: stage, reqd: 1 },
			(values) => choose_photos(frm, values.stage),
			__("Add Photo"),
			__("Continue")
		);
	}

	function choose_photos(frm, stage) {
		$(`<input type="file" multiple capture="environment">`)
			.attr("accept", PICTURES)
			.on("change", async ({ target }) => {
				for (const file of target.files) {
					await send_photo(frm, file, stage);
				}
				frm.is_dirty() ? show_evidence(frm) : frm.reload_doc();
			})
			.trigger("click");
	}

	async function send_photo(frm, file, stage) {
		const form = new FormData();
		form.append("ticket", frm.doc.name);
		form.append("stage", stage);
		form.append("client_key", frappe.utils.get_random(20));
		form.append("file", file);
		frappe.dom.freeze(__("Sending {0}…", [frappe.utils.escape_html(file.name)]));
		try {
			const answer = await fetch(`/api/method/${API}add_photo`, {
				method: "POST",
				headers: { "X-Frappe-CSRF-Token": frappe.csrf_token, Accept: "application/json" },
				body: form,
			});
			if (!answer.ok) {
				fsm_app.ticket.show_refusal(
					await answer.json().catch(() => ({})),
					__("Photo"),
					__("The photo was refused.")
				);
			}
		} catch {
			frappe.msgprint(__("The photo was not sent. Check the connection and add it again."));
		} finally {
			frappe.dom.unfreeze();
		}
	}

	function enter_serial_number(frm) {
		frappe.prompt(
			[
				{ fieldname: "serial_no", fieldtype: "Data", label: __("Serial Number"), options: "Barcode", reqd: 1 },
				{ fieldname: "note", fieldtype: "Small Text", label: __("Note", null, "Service Evidence") },
			],
			(values) => give(frm, "record_serial_number", values),
			__("Enter Serial Number")
		);
	}

	function enter_symptom(frm) {
		frappe.prompt(
			{ fieldname: "symptom", fieldtype: "Small Text", label: __("Fault Symptom"), reqd: 1 },
			(values) => give(frm, "record_symptom", values),
			__("Enter Fault Symptom")
		);
	}

	function sign(frm) {
		if (frm.is_dirty()) {
			frappe.msgprint(__("Save the ticket first: the customer signs the report as it is saved."));
			return;
		}
		const report = ["fault_symptom", "fault_cause", "resolution_summary"]
			.filter((field) => frm.doc[field])
			.map((field) => `<p><b>${__(frm.fields_dict[field].df.label)}</b><br>${frappe.utils.escape_html(frm.doc[field])}</p>`);
		const dialog = new frappe.ui.Dialog({
			title: __("Customer signature"),
			fields: [
				{ fieldname: "report", fieldtype: "HTML", options: report.join("") },
				{ fieldname: "signed_by", fieldtype: "Data", label: __("Signed By"), default: (frm.doc.__onload?.caller || {}).reported_by, reqd: 1 },
				{ fieldname: "pad", fieldtype: "HTML" },
			],
			primary_action_label: __("Sign"),
			primary_action: async ({ signed_by }) => {
				if (!pad.drawn) {
					frappe.msgprint(__("Let the customer sign in the field."));
					return;
				}
				await give(frm, "sign", { signed_by, image: pad.canvas.toDataURL("image/png") });
				dialog.hide();
			},
			secondary_action_label: __("Clear", null, "Service Ticket"),
			secondary_action: () => pad.clear(),
		});
		const pad = new_pad(dialog.get_field("pad").$wrapper);
		dialog.show();
	}

	// Frappe's own control for signatures draws a line and the theme's colours into the picture; here only strokes are
	// kept, black on nothing, whatever the theme.
	function new_pad(wrapper) {
		const canvas = document.createElement("canvas");
		canvas.width = 1000;
		canvas.height = 360;
		canvas.className = "border rounded";
		canvas.setAttribute("aria-label", __("Signature"));
		canvas.style.cssText = "width: 100%; background: white; touch-action: none; cursor: crosshair";
		$(`<div class="text-muted small mb-1"></div>`).text(__("Signature")).appendTo(wrapper);
		wrapper.append(canvas);
		const pen = Object.assign(canvas.getContext("2d"), { lineWidth: 5, lineCap: "round", lineJoin: "round" });
		const pad = { canvas, drawn: false };
		pad.clear = () => {
			pen.clearRect(0, 0, canvas.width, canvas.height);
			pad.drawn = false;
		};
		const place = ({ clientX, clientY }) => {
			const { left, top, width, height } = canvas.getBoundingClientRect();
			return [((clientX - left) * canvas.width) / width, ((clientY - top) * canvas.height) / height];
		};
		let last = null;
		canvas.onpointerdown = (event) => {
			last = place(event);
			canvas.setPointerCapture(event.pointerId);
		};
		canvas.onpointermove = (event) => {
			if (!last) {
				return;
			}
			const next = place(event);
			pen.beginPath();
			pen.moveTo(...last);
			pen.lineTo(...next);
			pen.stroke();
			last = next;
			pad.drawn = true;
		};
		canvas.onpointerup = canvas.onpointercancel = () => {
			last = null;
		};
		return pad;
	}
})();
