import { reactive } from "vue";

import { boot, type Session } from "./boot";

// Who is logged in on this page, as far as is known; `csrfToken` goes with everything that changes something.
export const session = reactive<{ current: Session | null }>({ current: boot().session });

const ASK = "/api/method/fsm_app.api.field_app.session";

/** Asks the server who is logged in; null for nobody. Fails with a TypeError where there is no connection. */
export async function refreshSession(): Promise<Session | null> {
	const response = await fetch(ASK, { headers: { Accept: "application/json" }, credentials: "same-origin", cache: "no-store" });
	if (!response.ok) throw new TypeError(`The session could not be asked for: ${response.status}`);
	session.current = ((await response.json()).message as Session | null) ?? null;
	return session.current;
}

/** The login page, which comes back to where the reader is. */
export function loginAddress(): string {
	return `/login?redirect-to=${encodeURIComponent(location.pathname + location.search)}`;
}
