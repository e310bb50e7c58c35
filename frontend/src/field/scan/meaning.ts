// What stands in a code: a label of ours is an address with the device's serial number in it, all else is taken as it is.

const LABEL_PAGE = "/service-request";
const LONGEST = 140;

/** The serial number that was scanned or typed. */
export function serialOf(text: string): string {
	const written = text.trim();
	const label = address(written);
	const found = label?.pathname.replace(/\/$/, "") === LABEL_PAGE ? label.searchParams.get("e") : null;
	return (found ?? written).trim().slice(0, LONGEST);
}

function address(text: string): URL | null {
	try {
		return new URL(text);
	} catch {
		return null;
	}
}
