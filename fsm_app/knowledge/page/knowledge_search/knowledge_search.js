// Finding a case or a service: type or speak, look through the hits by the arrow keys, read beside them.
// Enter reads on in the form, / goes to the field from anywhere on the page, Escape clears it.

frappe.pages["knowledge-search"].on_page_load = (wrapper) => {
	wrapper.search = new KnowledgeSearch(wrapper);
};

frappe.pages["knowledge-search"].on_page_show = (wrapper) => {
	wrapper.search.come();
};

const API = "fsm_app.api.knowledge_search";
// Who types pauses for less than this between two letters, in milliseconds.
const PAUSE = 180;
const PAGE_LENGTH = 10;
const KEPT_RECENT = 8;
const CASE = "Knowledge Case";
const OFFERING = "Service Offering";
// What a browser listens for, by the user's language.
const SPOKEN = { zh: "zh-CN", "zh-TW": "zh-TW", en: "en-US", "en-US": "en-US", "en-GB": "en-GB" };

// Version 15 has no such icon.
const MICROPHONE = `<svg viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.4"
	stroke-linecap="round" aria-hidden="true"><rect x="5.5" y="1.5" width="5" height="8" rx="2.5"/>
	<path d="M3 7.5a5 5 0 0 0 10 0M8 12.5v2"/></svg>`;

class KnowledgeSearch {
	constructor(wrapper) {
		this.page = frappe.ui.make_app_page({
			parent: wrapper,
			title: __("Knowledge Search"),
			single_column: true,
		});
		this.asked = 0;
		this.hits = [];
		this.chosen = -1;
		this.body = $(`
			<div class="fsm-search">
				<div class="fsm-search-bar">
					<input type="search" class="form-control" autocomplete="off" spellcheck="false"
						role="combobox" aria-controls="fsm-search-hits" aria-expanded="true" maxlength="400">
					<button type="button" class="btn btn-default fsm-search-speak hidden"></button>
					<button type="button" class="btn btn-default fsm-search-filter" aria-expanded="false"></button>
				</div>
				<div class="fsm-search-filters hidden"></div>
				<div class="fsm-search-recent"></div>
				<div class="fsm-search-state text-muted" role="status"></div>
				<div class="fsm-search-columns">
					<div class="fsm-search-left">
						<div class="fsm-search-hits" id="fsm-search-hits" role="listbox"></div>
						<button type="button" class="btn btn-default btn-sm fsm-search-more hidden"></button>
					</div>
					<div class="fsm-search-preview" aria-live="polite"></div>
				</div>
			</div>
		`).appendTo(this.page.main);
		for (const part of ["filters", "recent", "state", "hits", "preview", "more", "speak", "filter"]) {
			this[`$${part}`] = this.body.find(`.fsm-search-${part}`);
		}
		this.make_input();
		this.make_filters();
		this.make_microphone();
		this.$more.text(__("More hits")).on("click", () => this.ask({ more: true }));
		this.listen_to_keys(wrapper);
	}

	// Once the page is shown: what a link asks for, or where one was.
	come() {
		const given = frappe.route_options || {};
		frappe.route_options = null;
		if (given.question !== undefined) {
			this.$input.val(given.question);
		}
		for (const [name, value] of Object.entries(given)) {
			if (this.filters.fields_dict[name]) {
				this.filters.set_value(name, value);
			}
		}
		this.ask();
		this.$input.trigger("focus");
	}

	make_input() {
		this.$input = this.body.find("input").first();
		const label = __("Words, fault code or part number");
		this.$input.attr({ placeholder: label, "aria-label": label });
		this.ask_soon = frappe.utils.debounce(() => this.is_waiting && this.ask({ as_typed: 1 }), PAUSE);
		// While an input method is at work, what stands in the field is not yet what is meant.
		this.$input.on("compositionstart", () => (this.is_composing = true));
		this.$input.on("compositionend", () => {
			this.is_composing = false;
			this.typed();
		});
		this.$input.on("input", () => this.is_composing || this.typed());
		this.$input.on("keydown", ({ originalEvent }) => this.key(originalEvent));
	}

	typed() {
		this.is_waiting = true;
		this.ask_soon();
	}

	key(event) {
		// The Enter that takes a candidate of the input method belongs to it; Safari tells by the number alone.
		if (event.isComposing || event.keyCode === 229) {
			return;
		}
		if (event.key === "ArrowDown" || event.key === "ArrowUp") {
			event.preventDefault();
			this.choose(this.chosen + (event.key === "ArrowDown" ? 1 : -1));
		} else if (event.key === "Enter") {
			event.preventDefault();
			if (this.is_waiting) {
				this.ask();
			} else {
				this.open(this.hits[Math.max(this.chosen, 0)]);
			}
		} else if (event.key === "Escape") {
			event.preventDefault();
			event.stopPropagation();
			if (this.$input.val()) {
				this.$input.val("");
				this.ask();
			} else {
				this.$input.trigger("blur");
			}
		}
	}

	listen_to_keys(wrapper) {
		$(document).on("keydown.fsm_search", (event) => {
			const is_typing = $(event.target).is("input, textarea, select, [contenteditable=true]");
			if (event.key === "/" && !is_typing && $(wrapper).is(":visible") && !event.ctrlKey && !event.metaKey) {
				event.preventDefault();
				this.$input.trigger("focus").trigger("select");
			}
		});
	}

	// Filters

	make_filters() {
		const kinds = ["Case", "FAQ", "Command Manual", "Fault Code Table", "Remote Access Guide", "Script"].map(
			(value) => ({ value, label: __(value, null, "Knowledge Case") })
		);
		const languages = ["Chinese", "English", "Japanese", "Korean", "German", "French", "Spanish", "Other"].map(
			(value) => ({ value, label: __(value, null, "Knowledge Case") })
		);
		const audiences = ["Internal", "Customers", "Public"].map((value) => ({ value, label: __(value, null, "Knowledge Case") }));
		const any = { value: "", label: "" };
		const change = () => this.filtered();
		this.filters = new frappe.ui.FieldGroup({
			body: this.$filters,
			fields: [
				{
					fieldname: "kind",
					fieldtype: "Select",
					label: __("Kind"),
					options: [any, ...kinds, { value: OFFERING, label: __(OFFERING) }],
					change,
				},
				{ fieldname: "fault_code", fieldtype: "Data", label: __("Fault Code"), change },
				{ fieldtype: "Column Break" },
				{
					fieldname: "item_code",
					fieldtype: "Autocomplete",
					label: __("Equipment"),
					ignore_validation: true,
					get_query: () => `${API}.equipment`,
					change,
				},
				...this.link("offering", OFFERING, __("Offering"), change),
				{ fieldtype: "Column Break" },
				...this.link("skill", "Service Skill", __("Skill"), change),
				{
					fieldname: "language",
					fieldtype: "Select",
					label: __("Language", null, "Knowledge Case"),
					options: [any, ...languages],
					change,
				},
				{ fieldtype: "Column Break" },
				{
					fieldname: "audience",
					fieldtype: "Select",
					label: __("Audience", null, "Knowledge Case"),
					options: [any, ...audiences],
					change,
				},
			],
		});
		this.filters.make();
		this.$filter.on("click", () => {
			this.$filters.toggleClass("hidden");
			this.name_filter_button();
		});
		this.name_filter_button();
	}

	link(fieldname, doctype, label, change) {
		return frappe.model.can_read(doctype) ? [{ fieldname, fieldtype: "Link", options: doctype, label, change }] : [];
	}

	chosen_filters() {
		const values = this.filters.get_values(true) || {};
		return Object.fromEntries(Object.entries(values).filter(([, value]) => value));
	}

	// A field tells of a change more than once.
	filtered() {
		const chosen = JSON.stringify(this.chosen_filters());
		if (chosen !== this.filtered_by) {
			this.filtered_by = chosen;
			this.name_filter_button();
			this.ask();
		}
	}

	name_filter_button() {
		const count = Object.keys(this.chosen_filters()).length;
		this.$filter
			.text(count ? __("Narrow Down ({0})", [count]) : __("Narrow Down"))
			.attr("aria-expanded", !this.$filters.hasClass("hidden"));
	}

	// Asking

	async ask({ as_typed = 0, more = false } = {}) {
		this.is_waiting = false;
		const question = this.$input.val().trim();
		const number = ++this.asked;
		const start = more ? this.hits.length : 0;
		const { message } = await frappe.call({
			type: "GET",
			method: `${API}.search`,
			args: { question, ...this.chosen_filters(), start, page_length: PAGE_LENGTH, as_typed },
		});
		// Typed on meanwhile: the answer to the longer question is on its way.
		if (number !== this.asked || !message) {
			return;
		}
		if (question && !as_typed) {
			this.remember(question);
		}
		this.show(question, message, more);
	}

	show(question, answer, more) {
		if (!more) {
			this.hits = [];
			this.$hits.empty();
			this.chosen = -1;
		}
		answer.hits.forEach((hit) => this.add(hit));
		this.$more.toggleClass("hidden", this.hits.length >= answer.total);
		this.$state.empty();
		this.say(this.count(question, answer));
		if (answer.corrected.length) {
			this.say(__("Nothing has {0}; similar words are shown.", [answer.corrected.join(", ")]));
		}
		if (answer.is_plain) {
			this.say(
				__("The search index is being built. Until then only what is written exactly like this is found.")
			);
		}
		this.show_recent(!question);
		if (!more) {
			this.$preview.empty();
			this.body.removeClass("fsm-search-reading");
			if (this.hits.length && this.is_wide()) {
				this.choose(0);
			}
		}
	}

	count(question, { total, has_more }) {
		if (!question && !Object.keys(this.chosen_filters()).length) {
			return total ? __("Published last") : __("Nothing is published yet.");
		}
		if (has_more) {
			return __("The best {0} hits", [total]);
		}
		return total ? __("Hits: {0}", [total]) : __("Nothing was found. Use fewer words, or fewer filters.");
	}

	say(text) {
		$(`<div></div>`).text(text).appendTo(this.$state);
	}

	is_wide() {
		return this.$preview.is(":visible");
	}

	// Hits

	add(hit) {
		const number = this.hits.push(hit) - 1;
		const row = $(`<div class="fsm-search-hit" role="option" aria-selected="false"></div>`).attr(
			"id",
			`fsm-search-hit-${number}`
		);
		this.write($(`<div class="fsm-search-title"></div>`).appendTo(row), hit.title);
		const facts = [this.kind(hit), ...hit.codes.slice(0, 4), hit.audience && hit.audience !== "Internal" && __(hit.audience, null, "Knowledge Case")];
		if (hit.solved) {
			facts.push(__("Solved: {0}", [hit.solved]));
		}
		$(`<div class="fsm-search-facts text-muted"></div>`).text(facts.filter(Boolean).join(" · ")).appendTo(row);
		this.write($(`<div class="fsm-search-text"></div>`).appendTo(row), hit.text);
		row.on("click", () => this.choose(number, true)).on("dblclick", () => this.open(hit));
		row.appendTo(this.$hits);
	}

	kind(hit) {
		return hit.doctype === OFFERING ? __(OFFERING) : __(hit.kind, null, "Knowledge Case");
	}

	// Plain parts of a text, with those marked that were asked for.
	write(to, { pieces, cut }) {
		const dots = (is_cut) => is_cut && to.append(document.createTextNode("…"));
		dots(cut[0]);
		for (const [text, is_hit] of pieces) {
			to.append(is_hit ? $("<mark></mark>").text(text) : document.createTextNode(text));
		}
		dots(cut[1]);
	}

	choose(number, by_click = false) {
		if (!this.hits.length) {
			return;
		}
		this.chosen = Math.min(Math.max(number, 0), this.hits.length - 1);
		const rows = this.$hits.children().removeClass("fsm-search-chosen").attr("aria-selected", "false");
		const row = rows.eq(this.chosen).addClass("fsm-search-chosen").attr("aria-selected", "true");
		this.$input.attr("aria-activedescendant", row.attr("id"));
		if (by_click) {
			// What is still being asked comes too late: somebody has begun to read.
			this.is_waiting = false;
			this.asked++;
			this.body.addClass("fsm-search-reading");
		} else {
			row[0].scrollIntoView({ block: "nearest" });
		}
		if (this.is_wide()) {
			this.preview(this.hits[this.chosen]);
		}
	}

	open(hit) {
		if (!hit) {
			return;
		}
		this.remember(this.$input.val().trim());
		frappe.set_route("Form", hit.doctype, hit.name);
	}

	// Reading beside the hits

	async preview(hit) {
		this.previewed = hit.name;
		const { message } = await frappe.call({
			type: "GET",
			method: `${API}.preview`,
			args: { doctype: hit.doctype, name: hit.name },
		});
		if (this.previewed !== hit.name || !message) {
			return;
		}
		const box = this.$preview.empty().scrollTop(0);
		const head = $(`<div class="fsm-search-head"></div>`).appendTo(box);
		$(`<button type="button" class="btn btn-default btn-sm fsm-search-back"></button>`)
			.text(__("Back to the hits"))
			.on("click", () => this.body.removeClass("fsm-search-reading"))
			.appendTo(head);
		$(`<button type="button" class="btn btn-primary btn-sm"></button>`)
			.text(__("Read on in the form"))
			.on("click", () => this.open(hit))
			.appendTo(head);
		$(`<h3></h3>`).text(message.title).appendTo(box);
		const facts = [this.kind(hit), message.category, ...(message.equipment || [])].filter(Boolean);
		$(`<div class="text-muted"></div>`).text(facts.join(" · ")).appendTo(box);
		this.part(box, __("Symptom", null, "Knowledge Case"), message.symptom);
		this.part(box, __("Cause", null, "Knowledge Case"), message.cause);
		// Cleaned on the server: format, and nothing that acts.
		const markup = (to, html) => to.html(html);
		this.part(box, __("Solution", null, "Knowledge Case"), message.solution, markup);
		this.part(box, __("Description"), message.description, markup);
		this.part(box, __("Commands or Script", null, "Knowledge Case"), message.snippet, (to, text) =>
			to.append($("<pre></pre>").text(text))
		);
		this.part(box, __("Fault Codes", null, "Knowledge Case"), message.fault_codes, (to, rows) =>
			rows.forEach(({ code, meaning, cause, action }) =>
				$("<div></div>").text([code, meaning, cause, action].filter(Boolean).join(" · ")).appendTo(to)
			)
		);
		this.part(box, __("Usual Parts", null, "Knowledge Case"), message.parts, (to, rows) =>
			rows.forEach(({ item, qty, remark }) =>
				$("<div></div>").text([item, qty && `× ${qty}`, remark].filter(Boolean).join(" ")).appendTo(to)
			)
		);
		this.part(box, __("Pictures", null, "Knowledge Case"), message.pictures, (to, rows) =>
			rows.forEach(({ address, caption }) =>
				$(`<img loading="lazy">`).attr({ src: address, alt: caption || message.title }).appendTo(to)
			)
		);
	}

	part(box, title, content, write = (to, text) => to.text(text)) {
		if (content && content.length) {
			$(`<h6></h6>`).text(title).appendTo(box);
			write($(`<div class="fsm-search-part"></div>`).appendTo(box), content);
		}
	}

	// What was asked before, on this device

	get recent_key() {
		return `fsm_app_recent_questions:${frappe.session.user}`;
	}

	recent() {
		try {
			const kept = JSON.parse(localStorage.getItem(this.recent_key));
			return Array.isArray(kept) ? kept.filter((each) => typeof each === "string") : [];
		} catch {
			return [];
		}
	}

	remember(question) {
		if (!question) {
			return;
		}
		const others = this.recent().filter((each) => each !== question);
		try {
			localStorage.setItem(this.recent_key, JSON.stringify([question, ...others].slice(0, KEPT_RECENT)));
		} catch {
			// A browser that keeps nothing has no recent questions.
		}
	}

	show_recent(is_asked_for) {
		this.$recent.empty();
		const kept = is_asked_for ? this.recent() : [];
		for (const question of kept) {
			$(`<button type="button" class="btn btn-default btn-xs"></button>`)
				.text(question)
				.on("click", () => {
					this.$input.val(question);
					this.ask();
				})
				.appendTo(this.$recent);
		}
	}

	// Spoken questions, where the browser can

	make_microphone() {
		const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
		if (!Recognition || !window.isSecureContext) {
			return;
		}
		const name = (is_on) => (is_on ? __("Stop listening") : __("Speak"));
		const show = (is_on) =>
			this.$speak
				.html(MICROPHONE)
				.attr({ "aria-label": name(is_on), title: name(is_on), "aria-pressed": is_on })
				.toggleClass("btn-danger", is_on);
		this.$speak.removeClass("hidden").on("click", () => {
			if (this.listening) {
				this.listening.stop();
				return;
			}
			const listening = new Recognition();
			listening.lang = SPOKEN[frappe.boot.lang] || navigator.language;
			listening.interimResults = true;
			listening.onresult = ({ results }) => {
				this.$input.val([...results].map(([best]) => best.transcript).join(""));
				if (results[results.length - 1].isFinal) {
					this.ask();
				}
			};
			listening.onerror = ({ error }) => this.say_what_hinders(error);
			listening.onend = () => {
				this.listening = null;
				show(false);
			};
			this.listening = listening;
			show(true);
			listening.start();
		});
		show(false);
	}

	say_what_hinders(error) {
		if (error === "aborted") {
			return;
		}
		const why = {
			"not-allowed": __("The browser may not use the microphone. Allow it for this site, or type."),
			"no-speech": __("Nothing was heard. Speak again, or type."),
		};
		frappe.show_alert({ message: why[error] || __("The browser cannot listen now. Type instead."), indicator: "orange" });
	}
}
