frappe.ui.form.on("SLA Policy", {
	refresh(frm) {
		show_durations(frm.fields_dict.targets.grid, "target");
		show_durations(frm.fields_dict.ladder.grid, "delay");
		show_preview(frm);
	},
});

// Working time in hours and minutes, never in days, whose length would be anybody's guess; nothing instead of "0s".
function show_durations(grid, field) {
	grid.update_docfield_property(field, "formatter", duration);
	grid.refresh();
}

function duration(seconds) {
	const hours = Math.floor(seconds / 3600);
	const minutes = Math.round((seconds % 3600) / 60);
	if (hours && minutes) {
		return __("{0} h {1} min", [hours, minutes]);
	}
	return hours ? __("{0} h", [hours]) : minutes ? __("{0} min", [minutes]) : "";
}

// What the saved policy promises for a ticket opened now, as a table and drawn on the calendar.
async function show_preview(frm) {
	const $preview = frm.fields_dict.preview.$wrapper.empty();
	if (frm.is_new()) return;
	const { message } = await frappe.call({
		method: "fsm_app.api.sla_policy.preview",
		type: "GET",
		args: { policy: frm.doc.name },
	});
	frm.set_intro("");
	if (message.disabled) frm.set_intro(frappe.utils.escape_html(message.disabled), "orange");
	if (frm.is_dirty()) {
		$preview.append($("<p class='text-muted'>").text(__("Save to see the changes in the preview.")));
	}
	const when = to_the_minute(message.opened_at);
	$preview.append(
		$("<p class='text-muted'>").text(
			__("A ticket opened now ({0}) would be due as follows, by the calendar {1}.", [when, __(message.calendar)])
		)
	);
	$preview.append($("<div class='table-responsive'>").append(promise_table(message)), calendar_strips(message));
}

function promise_table({ promises }) {
	const metrics = [...new Set(promises.map((promise) => promise.metric))];
	const scopes = [...new Set(promises.map((promise) => JSON.stringify([promise.tier, promise.priority])))];
	const $head = $("<tr>").append($("<th>").text(__("Customer Tier")), $("<th>").text(__("Priority")));
	metrics.forEach((metric) => $head.append($("<th>").text(__(metric))));
	const $body = $("<tbody>");
	for (const scope of scopes) {
		const [tier, priority] = JSON.parse(scope);
		const $row = $("<tr>").append(
			$("<td>").text(tier ? __(tier) : __("without a tier")),
			$("<td>").text(__(priority))
		);
		for (const metric of metrics) {
			const found = promises.find((p) => p.tier === tier && p.priority === priority && p.metric === metric);
			const text = found ? to_the_minute(found.due_at) : "–";
			const why = found ? `${duration(found.target_seconds)}. ${found.reason}` : "";
			$row.append($("<td>").attr("title", why).text(text));
		}
		$body.append($row);
	}
	return $("<table class='table table-bordered table-sm'>").append($("<thead>").append($head), $body);
}

// One strip a day from 0 to 24 o'clock: working time filled, due times as marks.
function calendar_strips({ working, promises, opened_at }) {
	const $strips = $("<div class='mt-3'>");
	const marks = [{ at: opened_at, text: __("opened"), color: "var(--blue-500)" }];
	for (const promise of promises) {
		const scope = [promise.tier && __(promise.tier), __(promise.priority)].filter(Boolean).join(", ");
		marks.push({ at: promise.due_at, text: `${__(promise.metric)} (${scope})`, color: "var(--red-500)" });
	}
	for (const day of days_between([...working.flat(), ...marks.map(({ at }) => at)].map(day_of).sort())) {
		const $bar = $("<div>").css({
			position: "relative",
			flex: 1,
			height: "16px",
			background: "var(--bg-gray, #f3f3f3)",
			"border-radius": "3px",
		});
		for (const [from, to] of working) {
			const start = Math.max(hours_into(day, from), 0);
			const end = Math.min(hours_into(day, to), 24);
			if (end <= start) continue;
			$bar.append(
				$("<div>")
					.attr("title", `${from.slice(11, 16)} – ${to.slice(11, 16)}`)
					.css({ ...span(start, end), background: "var(--green-200, #b7e4c7)" })
			);
		}
		for (const mark of marks.filter(({ at }) => day_of(at) === day)) {
			const hour = hours_into(day, mark.at);
			$bar.append(
				$("<div>")
					.attr("title", `${mark.at.slice(11, 16)} ${mark.text}`)
					.css({ ...span(hour, hour), width: "3px", background: mark.color })
			);
		}
		const label = frappe.datetime.str_to_user(day);
		$strips.append(
			$("<div class='d-flex align-items-center mb-1'>").append(
				$("<span class='text-muted small'>").css({ width: "90px" }).text(label),
				$bar
			)
		);
	}
	return $strips;
}

function to_the_minute(moment) {
	return frappe.datetime.str_to_user(moment).replace(/(\d\d:\d\d):\d\d/, "$1");
}

function days_between(sorted_days) {
	const days = [sorted_days[0]];
	const last = sorted_days[sorted_days.length - 1];
	while (days[days.length - 1] < last) {
		days.push(frappe.datetime.add_days(days[days.length - 1], 1));
	}
	return days;
}

function day_of(moment) {
	return moment.slice(0, 10);
}

function hours_into(day, moment) {
	return moment_difference(moment, `${day} 00:00:00`) / 3600;
}

function moment_difference(later, earlier) {
	return (frappe.datetime.str_to_obj(later) - frappe.datetime.str_to_obj(earlier)) / 1000;
}

function span(start, end) {
	return {
		position: "absolute",
		top: 0,
		bottom: 0,
		left: `${(start / 24) * 100}%`,
		width: `${((end - start) / 24) * 100}%`,
	};
}
