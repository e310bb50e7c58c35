// Sitting an exam. An answer is kept on this device first and sent then, as often as it takes: each change has a higher
// revision, so that whatever arrives late or twice does no harm. The time shown is counted from what the server says.

frappe.ready(() => {
	const root = document.getElementById("exam");
	if (!root) {
		return;
	}
	const TEXT = JSON.parse(document.getElementById("exam-texts").textContent);
	const RETRY_MS = 3000;
	const SHORT_OF_TIME = 300;
	const { say, element, marks, examCard, resultCards } = service_exam_views(TEXT);
	const { ask } = service_site("exam.");
	let sitting = null;

	function fail(error) {
		root.prepend(element("p", { className: "alert alert-danger", textContent: say("error", error.message) }));
	}

	async function showList() {
		sitting = null;
		let exams;
		try {
			exams = await ask("own_exams", {});
		} catch (error) {
			fail(error);
			return;
		}
		root.replaceChildren(...exams.map((exam) => examCard(exam, (button) => start(exam, button))));
		if (!exams.length) {
			root.append(element("p", { className: "exam-muted", textContent: TEXT.no_exams }));
		}
	}

	async function start(exam, button) {
		button.disabled = true;
		try {
			begin(await ask("start", { exam: exam.name }, true));
		} catch (error) {
			button.disabled = false;
			fail(error);
		}
	}

	function begin(paper) {
		const kept = JSON.parse(localStorage.getItem(storageKey(paper.attempt)) || "{}");
		sitting = {
			attempt: paper.attempt,
			questions: paper.questions,
			ends: performance.now() + paper.seconds_left * 1000,
			at: 0,
			waiting: {},
			sending: false,
			offline: false,
			wantsToSubmit: false,
		};
		// What was answered while there was no connection, perhaps before the page was closed.
		paper.questions.forEach((question) => {
			const own = kept[question.position];
			if (own && own.revision > question.revision) {
				question.given = own.given;
				question.revision = own.revision;
				sitting.waiting[question.position] = own;
			}
		});
		draw();
		send();
	}

	function storageKey(attempt) {
		return `fsm-exam:${attempt}`;
	}

	function keep() {
		localStorage.setItem(storageKey(sitting.attempt), JSON.stringify(sitting.waiting));
	}

	function answer(question, given) {
		question.given = given;
		question.revision += 1;
		sitting.waiting[question.position] = { given, revision: question.revision };
		keep();
		drawSteps();
		send();
	}

	async function send() {
		const current = sitting;
		if (!current || current.sending) {
			return;
		}
		current.sending = true;
		try {
			while (Object.keys(current.waiting).length) {
				const [position, own] = Object.entries(current.waiting)[0];
				await ask("save_answer", { attempt: current.attempt, position: Number(position), ...own }, true);
				current.offline = false;
				if (current.waiting[position].revision === own.revision) {
					delete current.waiting[position];
				}
				keep();
			}
			if (current.wantsToSubmit) {
				await handIn(current);
			}
		} catch (error) {
			if (error.kind === "ExamOver") {
				await handIn(current).catch(() => retry(current));
			} else if (error.refused) {
				fail(error);
			} else {
				retry(current);
			}
		} finally {
			current.sending = false;
			drawBar();
		}
	}

	function retry(current) {
		current.offline = true;
		setTimeout(() => sitting === current && send(), RETRY_MS);
	}

	async function handIn(current) {
		const result = await ask("submit", { attempt: current.attempt }, true);
		localStorage.removeItem(storageKey(current.attempt));
		if (sitting === current) {
			showResult(result);
		}
	}

	function showResult(result) {
		sitting = null;
		const back = element("button", { className: "btn btn-default", textContent: TEXT.to_list });
		back.addEventListener("click", showList);
		root.replaceChildren(...resultCards(result), back);
		window.scrollTo(0, 0);
	}

	function draw() {
		const question = sitting.questions[sitting.at];
		const card = element(
			"div",
			{ className: "exam-card" },
			element("p", {
				className: "exam-muted",
				textContent: `${say("question", sitting.at + 1, sitting.questions.length)} · ${marks(question.marks)}`,
			}),
			element("p", { className: "exam-question", textContent: question.question }),
			...fields(question)
		);
		root.replaceChildren(
			element("div", { className: "exam-bar", id: "exam-bar" }),
			card,
			buttons(),
			element("div", { className: "exam-steps", id: "exam-steps" })
		);
		drawSteps();
		drawBar();
	}

	function fields(question) {
		const kind = question.question_type;
		if (kind === "Number" || kind === "Short Text") {
			const input = element("input", {
				className: "form-control",
				value: question.given ?? "",
				maxLength: 200,
				inputMode: kind === "Number" ? "decimal" : "text",
			});
			const hint = kind === "Number" ? TEXT.number : TEXT.text;
			input.setAttribute("aria-label", hint);
			input.addEventListener("input", () => answer(question, input.value));
			return [element("p", { className: "exam-muted", textContent: hint }), input];
		}
		const many = kind === "Multiple Choice";
		const offered =
			kind === "True or False"
				? [
						[true, TEXT.true],
						[false, TEXT.false],
				  ]
				: question.options.map((text, number) => [number, text]);
		const chosen = () => [].concat(question.given ?? []);
		return [
			element("p", { className: "exam-muted", textContent: many ? TEXT.choose_all : TEXT.choose_one }),
			...offered.map(([value, text]) => {
				const input = element("input", {
					type: many ? "checkbox" : "radio",
					name: "answer",
					checked: chosen().includes(value),
				});
				input.addEventListener("change", () => {
					const others = chosen().filter((other) => other !== value);
					answer(question, many ? [...others, ...(input.checked ? [value] : [])] : value);
				});
				return element("label", { className: "exam-option" }, input, element("span", { textContent: text }));
			}),
		];
	}

	function buttons() {
		const last = sitting.at === sitting.questions.length - 1;
		const back = element("button", {
			className: "btn btn-default",
			textContent: TEXT.back,
			disabled: sitting.at === 0,
		});
		back.addEventListener("click", () => go(sitting.at - 1));
		const next = element("button", {
			className: "btn btn-primary",
			textContent: last ? TEXT.submit : TEXT.next,
		});
		next.addEventListener("click", () => (last ? wantToHandIn() : go(sitting.at + 1)));
		return element("div", { className: "exam-buttons" }, back, next);
	}

	function go(number) {
		sitting.at = number;
		draw();
	}

	function isAnswered(question) {
		return question.given !== null && question.given !== "" && String(question.given) !== "";
	}

	function wantToHandIn() {
		const open = sitting.questions.filter((question) => !isAnswered(question)).length;
		if (window.confirm(open ? say("unanswered", open) : TEXT.sure)) {
			sitting.wantsToSubmit = true;
			send();
		}
	}

	function drawSteps() {
		const steps = document.getElementById("exam-steps");
		steps.replaceChildren(
			...sitting.questions.map((question, number) => {
				const step = element("button", {
					textContent: number + 1,
					className: isAnswered(question) ? "answered" : "",
				});
				if (number === sitting.at) {
					step.setAttribute("aria-current", "step");
				}
				step.addEventListener("click", () => go(number));
				return step;
			})
		);
	}

	function drawBar() {
		const bar = document.getElementById("exam-bar");
		if (!sitting || !bar) {
			return;
		}
		const left = Math.max(0, Math.floor((sitting.ends - performance.now()) / 1000));
		const clock = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
		const waiting = Object.keys(sitting.waiting).length;
		let state = TEXT.saved;
		if (waiting && !sitting.offline) {
			state = TEXT.saving;
		} else if (waiting) {
			state = say("offline", waiting);
		} else if (sitting.wantsToSubmit) {
			state = TEXT.waiting;
		}
		bar.replaceChildren(
			element("span", { className: left < SHORT_OF_TIME ? "exam-short" : "", textContent: say("left", clock) }),
			element("span", { className: "exam-muted", textContent: state })
		);
		if (!left && !sitting.wantsToSubmit) {
			sitting.wantsToSubmit = true;
			send();
		}
	}

	setInterval(drawBar, 1000);
	window.addEventListener("online", send);
	showList();
});
