// Addresses that open the telephone and the map of the device; nothing is asked of a map's server before somebody follows one.

const SHORTEST_NUMBER = 3;

export interface Place {
	latitude?: number | string | null;
	longitude?: number | string | null;
	address?: string | null;
}

/** A number as people write it ("+49 (0) 30 123-45", full-width digits, "转 12") as a telephone dials it, or null. */
export function phoneLink(written: string | null | undefined): string | null {
	const text = (written ?? "").normalize("NFKC");
	const [, plus = "", digits = ""] = /(\+?)\s*(\(?\d[\d\s().\u2010-\u2015-]*)/.exec(text) ?? [];
	const number = (plus ? digits.replace(/\(0\)/, "") : digits).replace(/\D/g, "");
	if (number.length < SHORTEST_NUMBER) {
		return null;
	}
	const [, extension] = /(?:(?<![a-z])(?:extension|ext\.?|x)|转|轉|分机|分機|#)\s*(\d{1,8})/i.exec(text) ?? [];
	return `tel:${plus}${number}${extension ? `,${extension}` : ""}`;
}

/** The link to a place on the map, or null where none is known. `template` is the site's own, see its settings. */
export function mapLink(place: Place, template: string, device: Pick<Navigator, "userAgent" | "maxTouchPoints"> = navigator): string | null {
	const position = positionOf(place);
	if (!position && !place.address) {
		return null;
	}
	const at = position ? position.join(",") : "";
	const words = encodeURIComponent(place.address || at);
	if (template && (position || !/\{(latitude|longitude)\}/.test(template))) {
		return template
			.replaceAll("{latitude}", position ? String(position[0]) : "")
			.replaceAll("{longitude}", position ? String(position[1]) : "")
			.replaceAll("{address}", words);
	}
	if (/iPad|iPhone|iPod/.test(device.userAgent) || (/Macintosh/.test(device.userAgent) && device.maxTouchPoints > 1)) {
		return position ? `maps:?ll=${at}&q=${words}` : `maps:?q=${words}`;
	}
	if (/Android/.test(device.userAgent)) {
		return position ? `geo:${at}?q=${at}` : `geo:0,0?q=${words}`;
	}
	return position
		? `https://www.openstreetmap.org/?mlat=${position[0]}&mlon=${position[1]}#map=17/${position[0]}/${position[1]}`
		: `https://www.openstreetmap.org/search?query=${words}`;
}

/** Latitude and longitude, or null; 0, 0 is what an empty field holds. */
export function positionOf({ latitude, longitude }: Place): [number, number] | null {
	const [north, east] = [latitude, longitude].map((degrees) => (degrees === "" || degrees == null ? NaN : Number(degrees)));
	const isPlace = Math.abs(north) <= 90 && Math.abs(east) <= 180 && !(north === 0 && east === 0);
	return isPlace ? [north, east] : null;
}
