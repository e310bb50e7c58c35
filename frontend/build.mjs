// `bench build` and `make frontend` come here: installs what package-lock.json names where that has changed, and builds both pages.
// FSM_NPM is npm's script where npm is no command of the machine.

import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));

function npm(...args) {
	const script = process.env.FSM_NPM;
	const [command, before] = script ? [process.execPath, [script]] : ["npm", []];
	const path = dirname(process.execPath) + (process.platform === "win32" ? ";" : ":") + process.env.PATH;
	const done = spawnSync(command, [...before, ...args], { cwd: here, stdio: "inherit", env: { ...process.env, PATH: path } });
	if (done.status !== 0) {
		console.error(done.error ? `npm cannot be run: ${done.error.message}` : `npm ${args.join(" ")} failed.`);
		process.exit(done.status ?? 1);
	}
}

const installed = join(here, "node_modules", ".package-lock.json");
const wanted = join(here, "package-lock.json");
if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(wanted).mtimeMs) {
	npm("ci", "--no-audit", "--no-fund");
}
npm("run", ...(process.argv.length > 2 ? process.argv.slice(2) : ["build"]));
