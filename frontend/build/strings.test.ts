import { expect, test } from "vitest";

import { filesOf } from "./first_files.ts";
import { stringsOf } from "./strings.ts";

test("finds texts with values and contexts, in scripts and templates", () => {
	const code = `
		const a = __("Plain");
		const b = __('The customer\\'s "own"');
		const c = __("Not sent: {0}", [count]);
		const d = __("Back", null, "Service Exam");
		<p>{{ __("In a template") }}</p>
		other__("no"); __(name);
	`;
	expect(stringsOf(code)).toEqual([
		["Plain", ""],
		[`The customer's "own"`, ""],
		["Not sent: {0}", ""],
		["Back", "Service Exam"],
		["In a template", ""],
	]);
});

test("all that an entry reaches is kept for use without a connection", () => {
	const manifest = {
		entry: { file: "entry.js", css: ["entry.css"], imports: ["shared"], dynamicImports: ["late"] },
		shared: { file: "shared.js", imports: ["entry"] },
		late: { file: "late.js", assets: ["map.png"] },
		other: { file: "other.js" },
	};
	expect(filesOf(manifest, "entry", "/")).toEqual(["/entry.css", "/entry.js", "/late.js", "/map.png", "/shared.js"]);
});
