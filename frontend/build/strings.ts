// Writes strings.json beside the built files: what each page says, which the server translates into the reader's language.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

// __("text"), or __("text", values, "context") where another app has the word in another sense. tools/translations.py reads alike.
const STRING = `"(?:[^"\\\\\\n]|\\\\.)*"|'(?:[^'\\\\\\n]|\\\\.)*'`;
const CALL = new RegExp(`\\b__\\(\\s*(${STRING})(?:\\s*,\\s*(?:null|\\[[^\\]]*\\])\\s*,\\s*(${STRING}))?`, "g");

export type Said = [source: string, context: string];

/** The strings of a source text. */
export function stringsOf(code: string): Said[] {
	return [...code.matchAll(CALL)].map((call) => [unquoted(call[1]), call[2] ? unquoted(call[2]) : ""]);
}

/** The plugin; `pages` names the folders of each page. */
export function strings(pages: Record<string, string[]>): Plugin {
	return {
		name: "fsm-strings",
		apply: "build",
		generateBundle() {
			const found = Object.fromEntries(
				Object.entries(pages).map(([page, folders]) => [page, distinct(folders.flatMap(stringsUnder))]),
			);
			this.emitFile({ type: "asset", fileName: "strings.json", source: JSON.stringify(found) });
		},
	};
}

function stringsUnder(folder: string): Said[] {
	return readdirSync(folder).flatMap((name) => {
		const path = join(folder, name);
		if (statSync(path).isDirectory()) return stringsUnder(path);
		if (!/\.(ts|vue)$/.test(name) || name.endsWith(".test.ts")) return [];
		return stringsOf(readFileSync(path, "utf-8"));
	});
}

function distinct(found: Said[]): Said[] {
	return [...new Map(found.map((said) => [JSON.stringify(said), said])).values()].sort();
}

function unquoted(literal: string): string {
	return literal.slice(1, -1).replace(/\\(.)/g, (_all, sign) => (sign === "n" ? "\n" : sign));
}
