// A plan of one day or several: what can be done next above the form, then who goes where when, now and proposed, and the changes to tick.

(() => {
	const API = "fsm_app.api.day_plans.";
	const ROW = "Day Plan Visit";
	const UNDER_WAY = ["Queued", "Planning", "Accepting"];
	const CHANGES = ["Moved", "Another Engineer", "Newly Planned"];
	const COLOURS = {
		Unchanged: "var(--gray-400, #b0b0b0)",
		Fixed: "var(--gray-600, #707070)",
		Moved: "var(--blue-400, #4299e1)",
		"Another Engineer": "var(--orange-400, #ed8936)",
		"Newly Planned": "var(--green-500, #38a169)",
		"Not Planned": "var(--red-400, #f56565)",
	};
	const LINES = [
		[() => __("Now"), "engineer_now", "start_now", "end_now"],
		[() => __("Proposed", null, "Day Plan Visit"), "engineer_proposed", "start_proposed", "end_proposed"],
	];
	const LOOK_AGAIN = 5000;

	frappe.ui.form.on("Day Plan", {
		setup(frm) {
			frm.set_query("team", () => ({ filters: frm.doc.company ? { company: frm.doc.company } : {} }));
		},

		refresh(frm) {
			clearTimeout(frm.fsm_look_again);
			const panel = frm.fields_dict.timeline_panel.$wrapper.empty();
			if (frm.is_new()) {
				fsm_app.form_buttons(frm, []);
				return;
			}
			const { state } = frm.doc;
			const may_write = frm.perm[0]?.write;
			const is_proposed = ["Proposed", "Partly Accepted"].includes(state);
			if (!["Draft", "Failed"].includes(state)) {
				frm.disable_form();
			}
			const ticked = () =>
				panel.find("input:checked").toArray().map((box) => box.dataset.row);
			fsm_app.form_buttons(
				frm,
				[
					may_write && state === "Draft" && [__("Plan the Day"), () => call(frm, "start")],
					may_write && state === "Failed" && [__("Plan Again"), () => call(frm, "start")],
					may_write && is_proposed && [__("Apply All"), () => accept(frm, null)],
					may_write && is_proposed && [__("Apply Ticked"), () => accept(frm, ticked())],
					may_write && ["Proposed", "Expired"].includes(state) && [__("Plan Again"), () => call(frm, "start")],
					may_write &&
						["Draft", "Proposed", "Partly Accepted", "Failed"].includes(state) && [
							__("Discard"),
							() => call(frm, "discard"),
						],
				],
				!["Expired"].includes(state)
			);
			if (UNDER_WAY.includes(state)) {
				frm.fsm_look_again = setTimeout(() => {
					if (cur_frm === frm && !frm.is_dirty()) {
						frm.reload_doc();
					}
				}, LOOK_AGAIN);
			}
			if (frm.doc.finished_at && frm.doc.visits?.length) {
				show(frm, panel, may_write && is_proposed);
			}
		},
	});

	async function call(frm, method, args = {}) {
		if (frm.is_dirty()) {
			await frm.save();
		}
		await frappe.call({ method: API + method, args: { plan: frm.doc.name, ...args }, freeze: true });
		frm.reload_doc();
	}

	function accept(frm, rows) {
		if (rows && !rows.length) {
			frappe.msgprint(__("Tick the changes that you want first."));
			return;
		}
		const count = rows
			? rows.length
			: frm.doc.visits.filter((row) => CHANGES.includes(row.change) && row.result !== "Accepted").length;
		frappe.confirm(
			__("{0} visits are changed, and their engineers are told. What has changed meanwhile stays as it is. Go on?", [
				count,
			]),
			() => call(frm, "accept", rows ? { rows: JSON.stringify(rows) } : {})
		);
	}

	async function show(frm, panel, may_tick) {
		const name = frm.doc.name;
		const rows = frm.doc.visits;
		const engineers = [...new Set(rows.flatMap((row) => [row.engineer_now, row.engineer_proposed]).filter(Boolean))];
		const tickets = [...new Set(rows.map((row) => row.ticket).filter(Boolean))];
		const [names, whose] = await Promise.all([
			values_of("Service Engineer", engineers, ["engineer_name"]),
			values_of("Service Ticket", tickets, ["customer", "subject"]),
		]);
		if (frm.doc.name !== name || !panel.is(":empty")) {
			return;
		}
		show_legend(panel);
		show_days(panel, rows, engineers, names, whose);
		show_changes(panel, rows, names, whose, may_tick, !!frm.doc.plan_until && frm.doc.plan_until !== frm.doc.plan_date);
	}

	// By name what these documents hold in the fields, one after the other. By POST: so many names do not fit into an address.
	async function values_of(doctype, names, fields) {
		if (!names.length) {
			return {};
		}
		const { message } = await frappe.call({
			method: "frappe.client.get_list",
			args: { doctype, filters: { name: ["in", names] }, fields: ["name", ...fields], limit_page_length: 0 },
		});
		return Object.fromEntries(message.map((row) => [row.name, fields.map((field) => row[field]).filter(Boolean).join(", ")]));
	}

	function show_legend(panel) {
		const line = $(`<div class="mb-3 small" style="display: flex; flex-wrap: wrap; gap: 4px 12px"></div>`).appendTo(panel);
		for (const [change, colour] of Object.entries(COLOURS)) {
			$(`<span><i style="display: inline-block; width: 10px; height: 10px; margin-inline-end: 4px"></i></span>`)
				.append(document.createTextNode(__(change, null, ROW)))
				.appendTo(line)
				.find("i")
				.css("background", colour);
		}
	}

	function show_days(panel, rows, engineers, names, whose) {
		const planned = LINES.flatMap(([, who, start, end]) =>
			rows
				.filter((row) => row[who] && row[start] && row[end])
				.map((row) => ({ row, who: row[who], line: start, day: day(row[start]), from: minute(row[start]), till: until(row[start], row[end]) }))
		);
		if (!planned.length) {
			return;
		}
		const first = Math.floor(Math.min(...planned.map((each) => each.from)) / 60) * 60;
		const last = Math.max(Math.ceil(Math.max(...planned.map((each) => each.till)) / 60) * 60, first + 60);
		const scroll = $(`<div style="overflow-x: auto"></div>`).appendTo(panel);
		const table = $(`<div style="min-width: 620px"></div>`).appendTo(scroll);
		const days = [...new Set(planned.map((each) => each.day))].sort();
		for (const of_day of days) {
			if (days.length > 1) {
				$(`<h5 class="mt-3"></h5>`).text(frappe.datetime.str_to_user(of_day)).appendTo(table);
			}
			const there = engineers.filter((engineer) => planned.some((each) => each.day === of_day && each.who === engineer));
			show_day(table, planned.filter((each) => each.day === of_day), there, names, whose, first, last);
		}
	}

	function show_day(table, planned, engineers, names, whose, first, last) {
		const part = (at) => (100 * (at - first)) / (last - first);
		const scale = $(`<div class="text-muted small" style="position: relative; height: 18px; margin-inline-start: 200px"></div>`).appendTo(table);
		const step = last - first > 720 ? 120 : 60;
		for (let at = first; at < last; at += step) {
			$(`<span style="position: absolute"></span>`).css("left", `${part(at)}%`).text(clock(at)).appendTo(scale);
		}
		for (const engineer of engineers) {
			const lines = $(`<div class="mb-2"></div>`).appendTo(table);
			for (const [label, , start] of LINES) {
				const line = $(`<div style="display: flex; height: 22px"></div>`).appendTo(lines);
				$(`<div class="small" style="width: 200px; flex: none; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; padding-inline-end: 8px"></div>`)
					.toggleClass("text-muted", start === "start_proposed")
					.text(start === "start_now" ? `${names[engineer] || engineer}, ${label()}` : label())
					.appendTo(line);
				const bar = $(`<div style="position: relative; flex: 1; background: var(--bg-light-gray, #f4f5f6); margin-bottom: 2px"></div>`).appendTo(line);
				for (const { row, from, till } of planned.filter((each) => each.who === engineer && each.line === start)) {
					$(`<a style="position: absolute; top: 1px; bottom: 1px; overflow: hidden; white-space: nowrap; font-size: 11px; padding: 0 3px; color: #fff; border-radius: 3px"></a>`)
						.attr("href", ticket_link(row))
						.attr("title", `${row.ticket || ""} ${clock(from)}-${clock(till)} ${whose[row.ticket] || ""}`)
						.css({ left: `${part(from)}%`, width: `${part(till) - part(from)}%`, background: COLOURS[row.change] })
						.text(whose[row.ticket] || row.ticket || "")
						.appendTo(bar);
				}
			}
		}
	}

	function show_changes(panel, rows, names, whose, may_tick, with_day) {
		const shown = rows.filter((row) => !["Unchanged", "Fixed"].includes(row.change));
		if (!shown.length) {
			$(`<div class="text-muted mt-3"></div>`).text(__("Nothing changes.")).appendTo(panel);
			return;
		}
		for (const row of shown) {
			const line = $(`<label class="mt-2 mb-0" style="display: flex; gap: 8px; font-weight: normal; align-items: baseline"></label>`).appendTo(panel);
			if (may_tick && CHANGES.includes(row.change) && row.result !== "Accepted") {
				$(`<input type="checkbox" style="flex: none">`).attr("data-row", row.name).appendTo(line);
			}
			const text = $(`<div></div>`).appendTo(line);
			$(`<span><i style="display: inline-block; width: 10px; height: 10px; margin-inline-end: 4px"></i></span>`)
				.append(document.createTextNode(`${__(row.change, null, ROW)} `))
				.appendTo(text)
				.find("i")
				.css("background", COLOURS[row.change]);
			$(`<a></a>`).attr("href", ticket_link(row)).text(row.ticket || "-").appendTo(text);
			const now = row.engineer_now || row.start_now ? told(row.engineer_now, row.start_now, names, with_day) : __("nobody yet");
			const then = row.change === "Not Planned" ? "" : ` \u2192 ${told(row.engineer_proposed, row.start_proposed, names, with_day)}`;
			$(`<span></span>`).text(` ${whose[row.ticket] || ""}: ${now}${then}`).appendTo(text);
			$(`<div class="text-muted small"></div>`).text(row.why || "").appendTo(text);
			if (row.result) {
				$(`<div class="small"></div>`)
					.addClass(row.result === "Conflict" ? "text-danger" : "text-success")
					.text([__(row.result, null, ROW), row.conflict].filter(Boolean).join(": "))
					.appendTo(text);
			}
		}
	}

	const told = (engineer, start, names, with_day) =>
		[
			names[engineer] || engineer,
			start && with_day && frappe.datetime.str_to_user(day(start)),
			start && clock(minute(start)),
		]
			.filter(Boolean)
			.join(", ");
	const ticket_link = (row) => (row.ticket ? `/app/service-ticket/${encodeURIComponent(row.ticket)}` : null);
	const day = (moment) => moment.split(" ")[0];
	// What goes on after midnight ends with its day.
	const until = (start, end) => (day(start) === day(end) ? minute(end) : 24 * 60);
	const minute = (moment) => {
		const [hours, minutes] = moment.split(" ")[1].split(":");
		return Number(hours) * 60 + Number(minutes);
	};
	const clock = (at) => `${String(Math.floor(at / 60)).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}`;
})();
