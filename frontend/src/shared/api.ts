// Calls of the app's whitelisted functions. What changes something is sent with POST, the CSRF token and, where the function takes
// one, a client key of the caller's (client_keys.ts), so that sending it again does nothing twice.

import { refreshSession, session } from "./session";

export type Args = Record<string, unknown>;

/** A refusal of the server, or no answer at all. `message` is for the reader. */
export class ApiError extends Error {
	constructor(
		message: string,
		readonly status: number,
		readonly kind: string,
	) {
		super(message);
		this.name = "ApiError";
	}

	/** Nobody answered: no connection, or the server is away. Worth another try later. */
	get isOffline(): boolean {
		return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504;
	}
}

/** Asks a function that changes nothing. */
export function get<T>(method: string, args: Args = {}): Promise<T> {
	const query = new URLSearchParams();
	for (const [name, value] of Object.entries(args)) {
		if (value !== undefined && value !== null) query.set(name, typeof value === "string" ? value : JSON.stringify(value));
	}
	const suffix = query.size ? `?${query}` : "";
	return answered<T>(() => fetch(`/api/method/${method}${suffix}`, { headers: JSON_ONLY, credentials: "same-origin" }));
}

/** Calls a function that changes something; a stale CSRF token is fetched anew once. */
export async function post<T>(method: string, args: Args = {}): Promise<T> {
	return withToken((token) =>
		answered<T>(() =>
			fetch(`/api/method/${method}`, {
				method: "POST",
				headers: { ...JSON_ONLY, "Content-Type": "application/json", "X-Frappe-CSRF-Token": token },
				credentials: "same-origin",
				body: JSON.stringify(args),
			}),
		),
	);
}

/** The same with files, as multipart/form-data. */
export async function postForm<T>(method: string, form: FormData): Promise<T> {
	return withToken((token) =>
		answered<T>(() =>
			fetch(`/api/method/${method}`, {
				method: "POST",
				headers: { ...JSON_ONLY, "X-Frappe-CSRF-Token": token },
				credentials: "same-origin",
				body: form,
			}),
		),
	);
}

const JSON_ONLY = { Accept: "application/json" };

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

async function answered<T>(ask: () => Promise<Response>): Promise<T> {
	let response: Response;
	try {
		response = await ask();
	} catch (error) {
		throw new ApiError(String(error), 0, "NoConnection");
	}
	const body = await response.json().catch(() => ({}));
	if (response.ok) return body.message as T;
	throw new ApiError(told(body) || response.statusText || String(response.status), response.status, String(body.exc_type ?? ""));
}

/** What the server said to the user: Frappe sends its messages as JSON within JSON, with markup. */
function told(body: { _server_messages?: string; exception?: string }): string {
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
