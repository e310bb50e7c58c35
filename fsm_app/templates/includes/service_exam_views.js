// What the exam page shows outside of a sitting: the list, what one should know before the clock starts, and the result.
const service_exam_views = (TEXT) => {
	function say(text, ...values) {
		return values.reduce((said, value, number) => said.replace(`{${number}}`, value), TEXT[text]);
	}

	function element(tag, properties = {}, ...children) {
		const made = Object.assign(document.createElement(tag), properties);
		made.append(...children);
		return made;
	}

	function button(text, className, act) {
		const made = element("button", { className: `btn ${className}`, textContent: TEXT[text] });
		made.addEventListener("click", () => act(made));
		return made;
	}

	function rounded(number) {
		return Math.round(number * 10) / 10;
	}

	function marks(number) {
		return number === 1 ? TEXT.mark : say("marks", rounded(number));
	}

	// `act` begins or continues the sitting.
	function examCard(exam, act) {
		const running = exam.tried.some((row) => row.state === "In Progress");
		const card = element(
			"div",
			{ className: "exam-card" },
			element("h2", { textContent: exam.title }),
			facts(exam),
			...exam.tried.map((row) => element("p", { textContent: outcome(row) }))
		);
		if (running) {
			card.append(button("resume", "btn-primary", act));
		} else if (exam.attempts_left === 0) {
			card.append(element("p", { className: "exam-muted", textContent: TEXT.none_left }));
		} else if (exam.again_on) {
			card.append(element("p", { className: "exam-muted", textContent: say("again_on", exam.again_on) }));
		} else {
			card.append(
				button("start", "btn-primary", (start) => start.replaceWith(question(start, act)))
			);
		}
		return card;
	}

	function facts(exam) {
		const left = exam.attempts_left;
		const told = [
			say("minutes", exam.time_limit_minutes),
			say("questions", exam.question_count),
			say("pass_mark", rounded(exam.pass_mark)),
		];
		if (left === null) {
			told.push(TEXT.attempts_unlimited);
		} else if (left > 0) {
			told.push(left === 1 ? TEXT.attempt_left : say("attempts_left", left));
		}
		return element("ul", { className: "exam-facts" }, ...told.map((text) => element("li", { textContent: text })));
	}

	function question(start, act) {
		const asked = element(
			"div",
			{ className: "exam-ask" },
			element("p", { textContent: TEXT.before_start }),
			element(
				"div",
				{ className: "exam-buttons" },
				button("not_now", "btn-default", () => asked.replaceWith(start)),
				button("start_now", "btn-primary", act)
			)
		);
		asked.setAttribute("role", "group");
		return asked;
	}

	function outcome(row) {
		if (row.state === "In Progress") {
			return TEXT.running;
		}
		return say(row.passed ? "passed" : "failed", rounded(row.score));
	}

	function resultCards(result) {
		const head = element(
			"div",
			{ className: "exam-card" },
			element("h2", { textContent: outcome(result) }),
			element("p", { textContent: say("result", rounded(result.marks), rounded(result.max_marks)) })
		);
		if (result.state === "Timed Out") {
			head.append(element("p", { className: "exam-muted", textContent: TEXT.over }));
		}
		return [head, ...(result.answers || []).map(answerCard)];
	}

	// The colour alone says nothing to everybody: whether it was right stands there in words.
	function answerCard(row) {
		const card = element(
			"div",
			{ className: "exam-card" },
			element(
				"p",
				{ className: "exam-verdict" },
				element("span", { className: "exam-muted", textContent: `${say("question_number", row.position)} ` }),
				element("strong", {
					className: row.correct ? "exam-right" : "exam-wrong",
					textContent: row.correct ? `✓ ${TEXT.correct}` : `✗ ${TEXT.wrong}`,
				}),
				element("span", {
					className: "exam-muted",
					textContent: ` ${say("result", rounded(row.marks), rounded(row.max_marks))}`,
				})
			),
			element("p", { className: "exam-question", textContent: row.question })
		);
		const told = element("dl", { className: "exam-answers" });
		const tell = (text, value) =>
			told.append(element("dt", { textContent: TEXT[text] }), element("dd", { textContent: value }));
		tell("your_answer", row.given.join("\n") || TEXT.no_answer);
		if (!row.correct) {
			tell("correct_answer", row.right.join("\n"));
		}
		if (row.explanation) {
			tell("explanation", row.explanation);
		}
		card.append(told);
		return card;
	}

	return { say, element, marks, examCard, resultCards };
};
