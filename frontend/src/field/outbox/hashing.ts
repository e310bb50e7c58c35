/** The SHA-256 of a file, in hexadecimal. Browsers have it on https and on this machine's own address. */
export async function hashOf(content: ArrayBuffer): Promise<string> {
	const digest = await crypto.subtle.digest("SHA-256", content);
	return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
