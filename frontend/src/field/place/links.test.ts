import { describe, expect, it } from "vitest";
import { mapLink, phoneLink, positionOf } from "./links";

describe("a telephone number as people write it", () => {
	it.each([
		["+49 (0) 30 123-45", "tel:+493012345"],
		["０１０－１２３４５６７８", "tel:01012345678"],
		["021-5555 转 12", "tel:0215555,12"],
		["(030) 12 34 56 ext. 7", "tel:030123456,7"],
		["-", null],
		["12", null],
		[null, null],
	])("%s", (written, link) => expect(phoneLink(written)).toBe(link));
});

describe("the way to a place", () => {
	const at = { latitude: 52.5, longitude: 13.4, address: "Hof 1, Berlin" };
	const device = (userAgent: string, maxTouchPoints = 0) => ({ userAgent, maxTouchPoints });

	it("opens the map that the device has", () => {
		expect(mapLink(at, "", device("Android"))).toBe("geo:52.5,13.4?q=52.5,13.4");
		expect(mapLink(at, "", device("Macintosh", 5))).toBe("maps:?ll=52.5,13.4&q=Hof%201%2C%20Berlin");
		expect(mapLink(at, "", device("Linux"))).toContain("https://www.openstreetmap.org/?mlat=52.5");
		expect(mapLink({ address: "Hof 1" }, "", device("Android"))).toBe("geo:0,0?q=Hof%201");
	});

	it("or the one of the site", () => {
		expect(mapLink(at, "https://m.example/{latitude}/{longitude}?q={address}", device("Android"))).toBe("https://m.example/52.5/13.4?q=Hof%201%2C%20Berlin");
		expect(mapLink({ address: "Hof 1" }, "https://m.example/{latitude},{longitude}", device("Android"))).toBe("geo:0,0?q=Hof%201");
	});

	it("is none where no place is known", () => {
		expect(mapLink({ latitude: 0, longitude: 0 }, "", device("Android"))).toBeNull();
		expect(positionOf({ latitude: "", longitude: null })).toBeNull();
		expect(positionOf({ latitude: 91, longitude: 0 })).toBeNull();
		expect(positionOf({ latitude: "52.5", longitude: "13.4" })).toEqual([52.5, 13.4]);
	});
});
