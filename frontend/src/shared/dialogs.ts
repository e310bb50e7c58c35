// Questions and messages of both pages; Dialogs.vue shows them. One at a time, in order.

import { reactive } from "vue";

export interface Question {
	id: number;
	title: string;
	text: string;
	/** The label of the field to fill in, where something is asked for. */
	field?: string;
	/** What the field begins with. */
	value?: string;
	/** Choices instead of free text. */
	options?: { value: string; label: string }[];
	required?: boolean;
	yes: string;
	no?: string;
	answer: (value: string | null) => void;
}

export interface Toast {
	id: number;
	at: number;
	text: string;
	kind: "good" | "bad" | "info";
}

export const shown = reactive<{ questions: Question[]; toasts: Toast[] }>({ questions: [], toasts: [] });

type Wanted = Partial<Omit<Question, "id" | "answer">> & Pick<Question, "title" | "yes">;

let count = 0;
const ON_THE_WAY = 1_000;

/** Shows a question; what was entered (or "" for a plain yes), null for no. */
export function ask(question: Wanted): Promise<string | null> {
	return new Promise((answer) => {
		const id = ++count;
		const done = (value: string | null) => {
			shown.questions = shown.questions.filter((one) => one.id !== id);
			answer(value);
		};
		shown.questions.push({ text: "", ...question, id, answer: done });
	});
}

/** A yes or no. */
export async function confirm(question: Wanted): Promise<boolean> {
	return (await ask(question)) !== null;
}

/** A short message that goes by itself; screen readers say it. The newest stands alone: on a phone several would cover the page. */
export function toast(text: string, kind: Toast["kind"] = "info", milliseconds = 6000): void {
	const id = ++count;
	shown.toasts = [{ id, at: Date.now(), text, kind }];
	setTimeout(() => (shown.toasts = shown.toasts.filter((one) => one.id !== id)), milliseconds);
}

/** Another screen opens: what was said of the one before goes, what is said on the way stays. */
export function forgetToasts(): void {
	shown.toasts = shown.toasts.filter(({ at }) => Date.now() - at < ON_THE_WAY);
}
