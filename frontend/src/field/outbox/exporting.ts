import type { Act } from "./kinds";
import type { KeptFile } from "./store";

/** Acts and their files as one JSON file, files in base64, as the office can read it. */
export function asFile(user: string, acts: Act[], files: KeptFile[]): Blob {
	const wanted = new Set(acts.map((act) => act.file));
	const content = {
		user,
		exported_at: new Date().toISOString(),
		acts,
		files: files.filter((file) => wanted.has(file.hash)).map(({ hash, type, content }) => ({ hash, type, base64: base64(content) })),
	};
	return new Blob([JSON.stringify(content, null, "\t")], { type: "application/json" });
}

function base64(content: ArrayBuffer): string {
	let text = "";
	for (const byte of new Uint8Array(content)) text += String.fromCharCode(byte);
	return btoa(text);
}
