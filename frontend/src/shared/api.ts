// Calls of the app's whitelisted functions. What changes something is sent with POST, the CSRF token and, where the function takes
// one, a client key of the caller's (client_keys.ts), so that sending it again does nothing twice.

import { fetchWhole, type Whole } from "./asking";
import { __ } from "./i18n";
import { refreshSession, session } from "./session";

export type Args = Record<string, unknown>;

/** A refusal of the server, or no answer at all. `message` is for the reader. */
export class ApiError extends Error {
	constructor(
		message: string,
		readonly status: number,
		readonly kind: string,
		/** In how many seconds the server wants to be asked again; 0 where it does not say. */
		readonly retryAfter = 0,
	) {
		super(message);
		this.name = "ApiError";
	}

	/** Nobody answered: no connection, or the server is away. Worth another try later. */
	get isOffline(): boolean {
		return [0, 408, 502, 503, 504].includes(this.status);
	}
}

/** Asks a function that changes nothing. */
export function get<T>(method: string, args: Args = {}): Promise<T> {
	const query = new URLSearchParams();
	for (const [name, value] of Object.entries(args)) {
		if (value !== undefined && value !== null) query.set(name, typeof value === "string" ? value : JSON.stringify(value));
	}
	const suffix = query.size ? `?${query}` : "";
	return answered<T>(() => fetchWhole(`/api/method/${method}${suffix}`, PATIENCE, { headers: JSON_ONLY }));
}

/** Calls a function that changes something; a stale CSRF token is fetched anew once. */
export async function post<T>(method: string, args: Args = {}): Promise<T> {
	return withToken((token) =>
		answered<T>(() =>
			fetchWhole(`/api/method/${method}`, PATIENCE, {
				method: "POST",
				headers: { ...JSON_ONLY, "Content-Type": "application/json", "X-Frappe-CSRF-Token": token },
				body: JSON.stringify(args),
			}),
		),
	);
}

/** The same with files, as multipart/form-data. */
export async function postForm<T>(method: string, form: FormData): Promise<T> {
	const size = [...form.values()].reduce((sum, one) => sum + (typeof one === "string" ? one.length : one.size), 0);
	return withToken((token) =>
		answered<T>(() =>
			fetchWhole(`/api/method/${method}`, PATIENCE + size / SLOWEST, {
				method: "POST",
				headers: { ...JSON_ONLY, "X-Frappe-CSRF-Token": token },
				body: form,
			}),
		),
	);
}

const JSON_ONLY = { Accept: "application/json" };
/** Milliseconds: as long as a server works on one request. */
const PATIENCE = 2 * 60_000;
/** Bytes a millisecond on the slowest line over which files go. */
const SLOWEST = 16;

async function withToken<T>(send: (token: string) => Promise<T>): Promise<T> {
	const token = (session.current ?? (await refreshed()))?.csrfToken ?? "";
	try {
		return await send(token);
	} catch (error) {
		if (!(error instanceof ApiError) || error.kind !== "CSRFTokenError") throw error;
		return send((await refreshed())?.csrfToken ?? "");
	}
}

async function refreshed() {
	try {
		return await refreshSession();
	} catch (error) {
		throw new ApiError(String(error), 0, "NoConnection");
	}
}

async function answered<T>(ask: () => Promise<Whole>): Promise<T> {
	let whole: Whole;
	try {
		whole = await ask();
	} catch (error) {
		throw new ApiError(String(error), 0, "NoConnection");
	}
	const { response, text } = whole;
	const body = parsed(text);
	// A page of somebody else's (a login to the network, a proxy's), or half an answer: the site has not answered.
	if (response.ok && !body) throw new ApiError(text.slice(0, 80), 0, "NoConnection");
	if (response.ok) return body!.message as T;
	const words = told(body ?? {}) || (response.status === 413 ? tooLarge() : "");
	const retryAfter = Number(response.headers.get("Retry-After")) || 0;
	throw new ApiError(words || response.statusText || String(response.status), response.status, String(body?.exc_type ?? ""), retryAfter);
}

interface Body {
	message?: unknown;
	exc_type?: string;
	exception?: string;
	_server_messages?: string;
}

function parsed(text: string): Body | null {
	try {
		const body = JSON.parse(text) as unknown;
		return typeof body === "object" ? (body as Body | null) : null;
	} catch {
		return null;
	}
}

function tooLarge(): string {
	return __("The server does not take a file as large as this one. Take a smaller one.");
}

/** What the server said to the user: Frappe sends its messages as JSON within JSON, with markup. */
function told(body: Body): string {
	try {
		const messages = (JSON.parse(body._server_messages ?? "[]") as string[]).map((text) => JSON.parse(text).message as string);
		if (messages.length) return messages.map(plain).join("\n");
	} catch {
		// Not Frappe's form: what follows is better than nothing.
	}
	return plain((body.exception ?? "").replace(/^[\w.]+: /, ""));
}

function plain(html: string): string {
	return new DOMParser().parseFromString(html, "text/html").body.textContent?.trim() ?? "";
}
