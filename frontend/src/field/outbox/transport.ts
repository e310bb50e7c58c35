// The way to fsm_app.api.field_app.deliver.

import { ApiError, post, postForm } from "../../shared/api";
import { refreshSession, session } from "../../shared/session";
import { type Answer, type Delivered, Failure, type Transport } from "./sending";

const DELIVER = "fsm_app.api.field_app.deliver";

export const server: Transport = {
	async who() {
		try {
			return (await refreshSession())?.user ?? null;
		} catch (error) {
			throw new Failure("offline", String(error));
		}
	},
	async deliver(user, sent) {
		try {
			return (await (sent.file ? postForm<{ results: Answer[] }>(DELIVER, form(user, sent)) : post<{ results: Answer[] }>(DELIVER, body(user, sent)))).results;
		} catch (error) {
			throw await failure(error, user);
		}
	},
};

function body(user: string, sent: Delivered) {
	return { user, sent_at: new Date().toISOString(), acts: JSON.stringify(sent.acts.map(asSent)) };
}

function form(user: string, sent: Delivered): FormData {
	const data = new FormData();
	for (const [name, value] of Object.entries(body(user, sent))) data.set(name, value);
	const { hash, type, content } = sent.file!;
	data.set(hash, new Blob([content], { type }), hash);
	return data;
}

/** What the server needs of an act, and nothing of how it stands on the phone. */
function asSent({ key, kind, ticket, values, seen, file, madeAt, needs }: Delivered["acts"][number]) {
	return { key, kind, ticket, values, seen, file, made_at: madeAt, needs };
}

/** What went wrong: a refusal of rights is asked about, for a login that has ended looks the same. */
async function failure(error: unknown, user: string): Promise<Failure> {
	if (!(error instanceof ApiError)) return new Failure("server", String(error));
	if (error.isOffline) return new Failure("offline", error.message);
	if (error.status >= 500 || error.status === 429) return new Failure("server", error.message, error.retryAfter);
	// The site does not know the way to its own app: it is being brought up to date, or somebody else has answered.
	if (error.status === 404 && !error.kind) return new Failure("server", error.message);
	if (error.status === 401 || error.status === 403) {
		try {
			const now = (await refreshSession())?.user ?? null;
			if (now !== user) return new Failure(now ? "other-user" : "login");
		} catch {
			return new Failure("offline");
		}
	}
	if (error.kind === "CSRFTokenError") {
		session.current = null;
		return new Failure("server", error.message);
	}
	return new Failure("refused", error.message);
}
