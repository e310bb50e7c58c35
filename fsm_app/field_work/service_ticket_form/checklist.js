// The checklist in the evidence panel: large ticks that save themselves one by one. What cannot be sent, without a network
// for instance, is shown as not saved, kept in the browser's tab, and sent again until it is.

(() => {
	const METHOD = "/api/method/fsm_app.api.checklist.tick";
	const PATIENCE = 20000;
	const PAUSES = [3000, 10000, 30000, 60000];
	// A remark is sent when nothing was typed for so long.
	const TYPING = 900;
	// Answers after which sending the same again helps nothing.
	const REFUSED = [400, 403, 404, 417];

	// By ticket: what the server said last, what waits to be sent, and how often sending has failed in a row.
	const lists = {};

	function list_of(ticket) {
		lists[ticket] ??= { steps: [], waiting: restore(ticket), failed: 0, sending: false, timer: null, frm: null };
		return lists[ticket];
	}

	const key = (ticket) => `fsm-ticks:${frappe.session.user}:${ticket}`;

	function restore(ticket) {
		try {
			return JSON.parse(sessionStorage.getItem(key(ticket))) || {};
		} catch {
			return {};
		}
	}

	function keep(ticket) {
		const { waiting } = lists[ticket];
		try {
			if (Object.keys(waiting).length) {
				sessionStorage.setItem(key(ticket), JSON.stringify(waiting));
			} else {
				sessionStorage.removeItem(key(ticket));
			}
		} catch {
			// Without storage it is kept until the page is left.
		}
	}

	window.addEventListener("online", () => Object.keys(lists).forEach(send));

	// The tick list of an overview, or null where the offering has none.
	fsm_app.ticket.tick_list = (frm, { steps, may_tick }) => {
		const list = list_of(frm.doc.name);
		Object.assign(list, { steps, may_tick, frm });
		if (!steps.length) {
			return null;
		}
		const box = $(`<div class="fsm-checklist mb-3"></div>`).append(
			$(`<div class="text-muted small"></div>`).text(__("Checklist")),
			steps.map((step) => row(frm.doc.name, step))
		);
		send(frm.doc.name);
		return box;
	};

	function row(ticket, step) {
		const { may_tick } = lists[ticket];
		const element = $(`<div class="fsm-step"></div>`).attr("data-step", step.name);
		const tick = $(`<input type="checkbox">`)
			.prop("disabled", !may_tick)
			.on("change", ({ target }) => change(ticket, step.name, { done: target.checked }));
		const words = $(`<span></span>`).append(
			$(`<span></span>`).text(step.step),
			$(`<span class="fsm-said text-muted small d-block"></span>`)
		);
		element.append($(`<label></label>`).append(tick, words));
		const type = frappe.utils.debounce((remark) => change(ticket, step.name, { remark }), TYPING);
		$(`<input type="text" class="form-control input-sm fsm-remark" maxlength="140" autocomplete="off">`)
			.attr({ placeholder: __("Remark or reading"), "aria-label": __("Remark: {0}", [step.step]) })
			.prop("disabled", !may_tick)
			.toggle(may_tick || Boolean(step.remark))
			.val(step.remark || "")
			.on("input", ({ target }) => type(target.value))
			.appendTo(element);
		show(ticket, step, element);
		return element;
	}

	// How a step stands: as the server knows it, with what waits on top.
	function show(ticket, step, element) {
		const waiting = lists[ticket].waiting[step.name];
		const done = Boolean(waiting?.done ?? step.done);
		element.find("input[type=checkbox]").prop("checked", done);
		const remark = element.find(".fsm-remark");
		if (waiting?.remark !== undefined && !remark.is(":focus")) {
			remark.val(waiting.remark);
		}
		const place = __(step.stage, null, "Service Ticket");
		const asked = step.mandatory ? __("Required before leaving {0}", [place]) : __("Optional", null, "Service Ticket");
		const who = step.done && [step.done_by, fsm_app.ticket.minutes(step.done_at)].filter(Boolean).join(", ");
		const not_saved = Boolean(waiting && lists[ticket].failed);
		const said = not_saved ? __("Not saved yet. It is sent again by itself.") : waiting ? __("Saving…") : who || asked;
		element
			.attr("data-state", not_saved ? "not-saved" : waiting ? "saving" : "saved")
			.find(".fsm-said")
			.text(said)
			.toggleClass("text-danger", not_saved)
			.toggleClass("text-muted", !not_saved);
	}

	function show_all(ticket) {
		const { frm, steps } = lists[ticket];
		if (frm?.doc.name !== ticket) {
			return;
		}
		const rows = frm.get_field("evidence_panel").$wrapper.find(".fsm-step");
		steps.forEach((step) => show(ticket, step, rows.filter((_, one) => one.dataset.step === step.name)));
	}

	// A new object for each change, so that one which is made while its forerunner is on its way is seen.
	function change(ticket, name, values) {
		const list = lists[ticket];
		const step = list.steps.find((one) => one.name === name);
		list.waiting[name] = { done: Boolean(step.done), ...list.waiting[name], ...values };
		keep(ticket);
		show_all(ticket);
		send(ticket);
	}

	// One after the other, so that no two of them wait for one another.
	async function send(ticket) {
		const list = lists[ticket];
		clearTimeout(list.timer);
		if (list.sending) {
			return;
		}
		list.sending = true;
		const before = Object.keys(list.waiting).length;
		try {
			for (let name; (name = Object.keys(list.waiting)[0]); ) {
				const sent = list.waiting[name];
				const { status, body } = await post({ ticket, step: name, ...sent });
				if (status !== 200 && !REFUSED.includes(status)) {
					list.timer = setTimeout(send, PAUSES[Math.min(list.failed, PAUSES.length - 1)], ticket);
					list.failed += 1;
					break;
				}
				list.failed = 0;
				if (list.waiting[name] === sent) {
					delete list.waiting[name];
				}
				keep(ticket);
				if (status === 200) {
					take_over(ticket, body.message);
				} else {
					delete list.waiting[name];
					keep(ticket);
					fsm_app.ticket.show_refusal(body, __("Checklist"), __("The tick was refused."));
				}
				show_all(ticket);
			}
		} finally {
			list.sending = false;
		}
		show_all(ticket);
		if (before && !Object.keys(list.waiting).length && list.frm?.doc.name === ticket) {
			fsm_app.ticket.show_head(list.frm);
		}
	}

	async function post(values) {
		const giving_up = new AbortController();
		const timer = setTimeout(() => giving_up.abort(), PATIENCE);
		try {
			const answer = await fetch(METHOD, {
				method: "POST",
				headers: {
					"Content-Type": "application/json",
					Accept: "application/json",
					"X-Frappe-CSRF-Token": frappe.csrf_token,
				},
				body: JSON.stringify(values),
				signal: giving_up.signal,
			});
			return { status: answer.status, body: await answer.json().catch(() => ({})) };
		} catch {
			return { status: 0, body: {} };
		} finally {
			clearTimeout(timer);
		}
	}

	// The open form follows: what it would send when it is saved is what is stored now. Only if nobody else has changed the
	// ticket since it was loaded is the form as new as the answer.
	function take_over(ticket, { steps, completeness, before, modified }) {
		const list = lists[ticket];
		list.steps = steps;
		const { frm } = list;
		if (frm?.doc.name !== ticket) {
			return;
		}
		for (const { name, done, done_at, remark } of steps) {
			const own = (frm.doc.checklist || []).find((one) => one.name === name);
			own && Object.assign(own, { done, done_at, remark });
		}
		if (frm.doc.modified === before) {
			frm.doc.modified = modified;
		}
		frm.doc.completeness = completeness;
		frm.get_field("evidence_panel").$wrapper.find(".fsm-panel-title").text(fsm_app.ticket.evidence_title(completeness));
	}
})();
