// The profile at the top of an engineer's form; which parts there are, the server decides by who looks.

(() => {
	const PARTS = [level, skills, certificates, training, tickets, scores];

	frappe.ui.form.on("Service Engineer", {
		async refresh(frm) {
			const panel = frm.fields_dict.profile.$wrapper.empty();
			if (frm.is_new()) {
				return;
			}
			show_obstacles(frm);
			const engineer = frm.doc.name;
			const { message } = await frappe.call({
				method: "fsm_app.api.engineer_profile.profile",
				type: "GET",
				args: { engineer },
			});
			if (frm.doc.name !== engineer) {
				return;
			}
			const parts = PARTS.map((part) => part(message)).filter(Boolean);
			panel.html(`<div class="row">${parts.join("")}</div>`);
			offer_promotion(frm, message);
		},
	});

	// What keeps tickets from the engineer; the server knows.
	function show_obstacles(frm) {
		const obstacles = frm.doc.__onload?.obstacles || [];
		if (!obstacles.length) {
			return;
		}
		frm.set_intro(obstacles.map(esc).join("<br>"), "orange");
		if (!frm.doc.authorised_offerings.length && frm.perm[0].write) {
			frm.add_custom_button(__("Authorise for All Offerings"), () => add_offerings(frm));
		}
	}

	async function add_offerings(frm) {
		const offerings = await frappe.db.get_list("Service Offering", {
			filters: { disabled: 0 },
			fields: ["name"],
			order_by: "name",
			limit: 0,
		});
		offerings.forEach(({ name }) => frm.add_child("authorised_offerings", { offering: name }));
		frm.refresh_field("authorised_offerings");
		frm.dirty();
		frm.scroll_to_field("authorised_offerings");
	}

	function offer_promotion(frm, { next_level }) {
		if (next_level && !next_level.proposal && frm.doc.status !== "Left" && frappe.model.can_create("Promotion Proposal")) {
			frm.add_custom_button(__("Propose Promotion"), () =>
				frappe.new_doc("Promotion Proposal", { engineer: frm.doc.name, to_level: next_level.level })
			);
		}
	}

	function level(profile) {
		const since = profile.level_since ? __("since {0}", [frappe.datetime.str_to_user(profile.level_since)]) : "";
		return part(__("Level"), [line("blue", esc(__(profile.level)), since), ...next(profile.next_level)]);
	}

	function next(above) {
		if (!above) {
			return [];
		}
		const proposal = above.proposal
			? [`<div>${link("Promotion Proposal", above.proposal, __("Promotion proposed"))}</div>`]
			: [];
		const lines = above.requirements.map(({ kind, name, fulfilled, detail }) =>
			line(fulfilled ? "green" : "red", [esc(__(kind, null, "Promotion Requirement")), esc(__(name))].filter(Boolean).join(": "), esc(detail || ""))
		);
		const asked = lines.length ? lines : [muted(__("Asks for nothing of its own."))];
		return [muted(__("For {0}", [esc(__(above.level))])), ...asked, ...proposal];
	}

	function skills(profile) {
		return part(
			__("Skills"),
			profile.skills.map(({ skill, proficiency }) => line("gray", esc(__(skill)), __("{0} of 5", [proficiency])))
		);
	}

	function certificates({ certificates: rows }) {
		return rows && part(__("Certificates"), rows.map((row) =>
			line(row.colour, link("Engineer Certification", row.name, __(row.certification)), time_left(row))
		));
	}

	function time_left({ standing, valid_until, days_left }) {
		if (standing === "Unverified") {
			return __("Unverified");
		}
		if (!valid_until) {
			return __("without end");
		}
		const day = frappe.datetime.str_to_user(valid_until);
		return days_left < 0 ? __("ended {0}", [day]) : __("until {0}, {1} days", [day, days_left]);
	}

	function training({ training: rows }) {
		return rows && part(__("Training to Do"), rows.map((row) => {
			const due = __("by {0}", [frappe.datetime.str_to_user(row.due_date)]);
			return line(row.overdue ? "red" : "blue", link("Training Assignment", row.name, __(row.course)), due);
		}));
	}

	function tickets({ tickets: found }) {
		if (!found) {
			return "";
		}
		const rows = found.rows.map((row) =>
			line("blue", `${link("Service Ticket", row.name, row.name)} ${esc(row.subject)}`, esc(__(row.stage, null, "Service Ticket")))
		);
		const rest = found.count - found.rows.length;
		return part(__("Open Tickets: {0}", [found.count]), rest ? [...rows, muted(__("and {0} more", [rest]))] : rows);
	}

	function scores({ scores: months }) {
		return months && part(
			__("Scores of the Last Months"),
			months.length ? [`<div>${months.map((score) => format_number(score, null, 1)).join(" · ")}</div>`] : []
		);
	}

	function part(title, lines) {
		const body = lines.length ? lines.join("") : muted(__("None"));
		return `<div class="col-sm-6 col-lg-4 mb-4"><div class="form-group"><b>${title}</b></div>${body}</div>`;
	}

	function line(colour, text, more = "") {
		return `<div class="mb-1"><span class="indicator ${colour}"></span>${text} <span class="text-muted">${more}</span></div>`;
	}

	function muted(text) {
		return `<div class="text-muted mb-1">${text}</div>`;
	}

	function link(doctype, name, text) {
		return `<a href="${frappe.utils.get_form_link(doctype, name)}">${esc(text)}</a>`;
	}

	function esc(text) {
		return frappe.utils.escape_html(String(text));
	}
})();
