// Runs a task of the workspace on a machine that has only Node and npm: finds pnpm (the pinned version, through npx
// when it is not installed), installs the locked dependencies when they changed, then runs the task.
//
//   node scripts/bootstrap.mjs task:test [arguments of the task]

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const { packageManager, engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const onWindows = process.platform === "win32";

const [task, ...taskArguments] = process.argv.slice(2);
if (task === undefined) fail("usage: node scripts/bootstrap.mjs TASK [arguments]", 2);
checkNode();
// Ctrl-C is for the task, which may have to write down how far it is: this waits for it.
process.on("SIGINT", () => {});
const pnpm = findPnpm();
installIfNeeded();
buildCommandIfAbsent();
process.exit(run(pnpm, ["run", task, ...taskArguments]));

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const [leastMajor, leastMinor] = engines.node.match(/\d+/g).map(Number);
  if (major < leastMajor || (major === leastMajor && minor < leastMinor)) {
    fail(`Node ${engines.node} is needed, this is ${process.version}: install a newer one from https://nodejs.org`);
  }
}

/** The command, as words, that starts the pinned pnpm. */
function findPnpm() {
  const pinned = packageManager.split("@")[1];
  const found = spawnSync("pnpm", ["--version"], { encoding: "utf8", shell: onWindows, cwd: root });
  if (found.status === 0 && found.stdout.trim() === pinned) return ["pnpm"];
  return ["npx", "--yes", `pnpm@${pinned}`];
}

/** Installing takes seconds even when nothing changed, so a stamp remembers what was installed. */
function installIfNeeded() {
  const stamp = join(root, "node_modules", ".atcs-installed");
  const wanted = fingerprint();
  if (read(stamp) === wanted) return;
  const status = run(pnpm, ["install", "--frozen-lockfile"]);
  if (status !== 0) fail("the dependencies could not be installed: see the messages above", status);
  mkdirSync(join(root, "node_modules"), { recursive: true });
  writeFileSync(stamp, wanted);
}

/** So that `npx atcs` works after any task; tasks that need a fresh build make one themselves. */
function buildCommandIfAbsent() {
  if (existsSync(join(root, "packages", "cli", "dist", "index.js"))) return;
  const status = run(pnpm, ["run", "task:build:js"]);
  if (status !== 0) fail("the packages could not be built: see the messages above", status);
}

function fingerprint() {
  const hash = createHash("sha256").update(process.version);
  const manifests = ["pnpm-lock.yaml", "pnpm-workspace.yaml", ".npmrc", "package.json", ...listPackages()];
  for (const name of manifests) hash.update(name).update(readFileSync(join(root, name)));
  return hash.digest("hex");
}

function listPackages() {
  return readdirSync(join(root, "packages"))
    .sort()
    .map((name) => `packages/${name}/package.json`)
    .filter((path) => existsSync(join(root, path)));
}

function run([command, ...words], args) {
  const result = spawnSync(command, [...words, ...args], { stdio: "inherit", shell: onWindows, cwd: root });
  if (result.error) fail(`${command} could not be started: ${result.error.message}`);
  return result.status ?? 1;
}

function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function fail(message, status = 1) {
  process.stderr.write(`${message}\n`);
  process.exit(status);
}
