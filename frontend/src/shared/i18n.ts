import { boot } from "./boot";

/**
 * The text in the reader's language, as Frappe's __(): `values` fill {0}, {1} ...; `context` is the doctype or page where another
 * app has the same word in another sense. Text and context are literals, for they are collected from the source.
 */
export function __(text: string, values?: readonly (string | number)[] | null, context?: string): string {
	const { texts } = boot();
	const translated = (context && texts[`${text}:${context}`]) || texts[text] || text;
	return translated.replace(/\{(\d+)\}/g, (placeholder, index) => String(values?.[Number(index)] ?? placeholder));
}

/** The reader's language, as Intl wants it. */
export function locale(): string {
	return boot().language.replace("_", "-");
}
