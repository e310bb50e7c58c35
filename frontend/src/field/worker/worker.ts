// The service worker of /field: the page and its files open without a connection. It keeps no answer of the server's that says
// anything about a person: only the files of the build, and the page's shell without its user. Data lie in the page's database.

/// <reference lib="webworker" />
import { answerFor, cacheName, keepFiles, refreshShell, removeOldCaches } from "./kept";

declare const self: ServiceWorkerGlobalScope;
declare const __FILES__: string[];

const CACHE = cacheName(__FILES__);

self.addEventListener("install", (event) => event.waitUntil(keepFiles(CACHE, __FILES__)));

self.addEventListener("activate", (event) =>
	event.waitUntil(removeOldCaches(CACHE).then(() => self.clients.claim())),
);

self.addEventListener("fetch", (event) => {
	const answer = answerFor(event.request, CACHE, __FILES__);
	if (answer) event.respondWith(answer);
});

self.addEventListener("message", (event) => {
	if (event.data?.type === "take-over") event.waitUntil(self.skipWaiting());
	if (event.data?.type === "refresh-shell") event.waitUntil(refreshShell(CACHE));
});
