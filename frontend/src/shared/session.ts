import { reactive } from "vue";

import { fetchWhole } from "./asking";
import { boot, type Session } from "./boot";

// Who is logged in on this page, as far as is known; `csrfToken` goes with everything that changes something.
export const session = reactive<{ current: Session | null }>({ current: boot().session });

const ASK = "/api/method/fsm_app.api.field_app.session";
/** A small question, which stands before all sending: a dead line is to be known soon. */
const PATIENCE = 20_000;

/** Asks the server who is logged in; null for nobody. Fails where there is no connection, or the answer is none of the site's. */
export async function refreshSession(): Promise<Session | null> {
	const { response, text } = await fetchWhole(ASK, PATIENCE, { headers: { Accept: "application/json" }, cache: "no-store" });
	if (!response.ok) throw new TypeError(`The session could not be asked for: ${response.status}`);
	session.current = (JSON.parse(text).message as Session | null) ?? null;
	return session.current;
}

/** The login page, which comes back to where the reader is. */
export function loginAddress(): string {
	return `/login?redirect-to=${encodeURIComponent(location.pathname + location.search)}`;
}
