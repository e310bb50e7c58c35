// What the page's HTML brings along: the texts in the reader's language and, where the server knew them, who is logged in.

export interface Session {
	user: string;
	fullName: string;
	roles: string[];
	language: string;
	csrfToken: string;
}

export interface Boot {
	language: string;
	texts: Record<string, string>;
	session: Session | null;
}

let read: Boot | undefined;

/** The boot data of the page; read once. */
export function boot(): Boot {
	if (!read) {
		const element = document.getElementById("boot");
		read = { language: "en", texts: {}, session: null, ...JSON.parse(element?.textContent || "{}") } as Boot;
	}
	return read;
}
