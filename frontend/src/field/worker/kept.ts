// What the worker keeps and answers with.

export const SHELL = "/field?shell=1";
const PREFIX = "fsm-field-";

/** A name that changes with the build: hashes stand in the names of its files. */
export function cacheName(files: string[]): string {
	let hash = 5381;
	for (const sign of files.join("\n")) hash = ((hash * 33) ^ sign.charCodeAt(0)) >>> 0;
	return PREFIX + hash.toString(36);
}

/** Keeps all files and the shell; fails as a whole, so that a half version never takes over. */
export async function keepFiles(name: string, files: string[]): Promise<void> {
	const cache = await caches.open(name);
	await cache.addAll(files.map((file) => new Request(file, { cache: "reload" })));
	await refreshShell(name);
}

/** Fetches the page without its user; what is no good page is not kept. */
export async function refreshShell(name: string): Promise<void> {
	const response = await fetch(new Request(SHELL, { cache: "reload", credentials: "same-origin" }));
	if (!response.ok || response.redirected) throw new TypeError(`The page could not be kept: ${response.status}`);
	await (await caches.open(name)).put(SHELL, response);
}

/** The caches of earlier versions go. */
export async function removeOldCaches(name: string): Promise<void> {
	const old = (await caches.keys()).filter((key) => key.startsWith(PREFIX) && key !== name);
	await Promise.all(old.map((key) => caches.delete(key)));
}

/** The answer to a request, or nothing where the browser shall ask the server itself. */
export function answerFor(request: Request, name: string, files: string[]): Promise<Response> | null {
	const url = new URL(request.url);
	if (request.method !== "GET" || url.origin !== location.origin) return null;
	if (files.includes(url.pathname)) return kept(request, url.pathname, name);
	const isPage = url.pathname === "/field" || url.pathname.startsWith("/field/");
	return request.mode === "navigate" && isPage ? kept(request, SHELL, name) : null;
}

async function kept(request: Request, key: string, name: string): Promise<Response> {
	const found = await (await caches.open(name)).match(key);
	return found ?? fetch(request);
}
