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
const OFFERING = "Service Offering";

{% include "fsm_app/knowledge/page/knowledge_search/search_filters.js" %}
{% include "fsm_app/knowledge/page/knowledge_search/case_reader.js" %}
{% include "fsm_app/knowledge/page/knowledge_search/recent_questions.js" %}
{% include "fsm_app/knowledge/page/knowledge_search/spoken_question.js" %}

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
		this.filters = new SearchFilters(this.$filters, this.$filter, () => this.ask());
		this.filters.make();
		this.reader = new CaseReader(this.$preview, {
			open: (hit) => this.open(hit),
			back: () => this.body.removeClass("fsm-search-reading"),
			kind: (hit) => this.kind(hit),
		});
		this.recent = new RecentQuestions(this.$recent, (question) => this.ask_for(question));
		new SpokenQuestion(this.$speak, (words, is_all) => (is_all ? this.ask_for(words) : this.$input.val(words)));
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
			this.filters.set(name, value);
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

	// Asking

	ask_for(question) {
		this.$input.val(question);
		this.ask();
	}

	async ask({ as_typed = 0, more = false } = {}) {
		this.is_waiting = false;
		const question = this.$input.val().trim();
		const number = ++this.asked;
		const start = more ? this.hits.length : 0;
		const { message } = await frappe.call({
			type: "GET",
			method: `${API}.search`,
			args: { question, ...this.filters.chosen(), start, page_length: PAGE_LENGTH, as_typed },
		});
		// Typed on meanwhile: the answer to the longer question is on its way.
		if (number !== this.asked || !message) {
			return;
		}
		if (question && !as_typed) {
			this.recent.remember(question);
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
		this.recent.show(!question);
		if (!more) {
			this.reader.empty();
			this.body.removeClass("fsm-search-reading");
			if (this.hits.length && this.is_wide()) {
				this.choose(0);
			}
		}
	}

	count(question, { total, has_more }) {
		if (!question && !Object.keys(this.filters.chosen()).length) {
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
			this.reader.read(this.hits[this.chosen]);
		}
	}

	open(hit) {
		if (!hit) {
			return;
		}
		this.recent.remember(this.$input.val().trim());
		frappe.set_route("Form", hit.doctype, hit.name);
	}
}
