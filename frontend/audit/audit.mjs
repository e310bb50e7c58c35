// Looks at pages in Chromium: axe-core on each at two widths, Lighthouse on those that ask for it. Reads what to do as JSON
// from the standard input and prints what was found as one line of JSON; tests/pages.py says what that must be.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import lighthouse from "lighthouse";
import puppeteer from "puppeteer-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SIZES = [
	{ width: 1366, height: 900 },
	{ width: 390, height: 844, isMobile: true, hasTouch: true },
];
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-proxy-server", "--lang=en-US"];

const { chromium, pages } = JSON.parse(readFileSync(0, "utf8"));
const browser = await puppeteer.launch({ executablePath: chromium, args: FLAGS });
const found = [];
try {
	for (const page of pages) {
		found.push({ name: page.name, ...(await withAxe(page)), lighthouse: [] });
		for (let run = 0; run < page.runs; run++) found.at(-1).lighthouse.push(await withLighthouse(page));
	}
} finally {
	await browser.close();
}
console.log(JSON.stringify(found));

// A new visitor without anything stored, logged in where the page has a session.
async function visitor({ url, sid }) {
	const context = await browser.createBrowserContext();
	if (sid) await context.setCookie({ name: "sid", value: sid, domain: new URL(url).hostname, path: "/" });
	return { context, tab: await context.newPage() };
}

async function withAxe(page) {
	const { context, tab } = await visitor(page);
	const violations = [];
	const errors = [];
	tab.on("pageerror", (error) => errors.push(String(error)));
	let status;
	for (const size of SIZES) {
		await tab.setViewport(size);
		const answer = await tab.goto(page.url, { waitUntil: "networkidle2" });
		status = answer.status();
		await tab.evaluate(AXE);
		const result = await tab.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
		for (const { id, impact, help, nodes } of result.violations)
			for (const node of nodes) violations.push({ width: size.width, id, impact, help, at: node.target.join(" ") });
	}
	await context.close();
	return { status, violations, errors };
}

async function withLighthouse(page) {
	const { context, tab } = await visitor(page);
	const flags = { onlyCategories: ["performance", "accessibility"], disableStorageReset: true, logLevel: "silent" };
	const { lhr } = await lighthouse(page.url, flags, undefined, tab);
	await context.close();
	const bytes = lhr.audits["total-byte-weight"]?.numericValue;
	const missed = lhr.categories.accessibility.auditRefs.filter(({ id, weight }) => weight && lhr.audits[id].score === 0);
	return {
		performance: Math.round(100 * lhr.categories.performance.score),
		accessibility: Math.round(100 * lhr.categories.accessibility.score),
		bytes,
		missed: missed.map(({ id }) => id),
	};
}
