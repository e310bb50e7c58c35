/** A key under which the server takes an act once, however often it is sent. */
export function newClientKey(): string {
	if (crypto.randomUUID) return crypto.randomUUID();
	// Pages without https have no randomUUID.
	return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
