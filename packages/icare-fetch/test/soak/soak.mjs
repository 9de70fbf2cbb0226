// A month in minutes: two processes fetch the same archive into one mirror while a fifth of the transfers is interrupted and
// one of the processes is killed again and again. At the end every file is what it was, none was fetched again after it was
// complete, and memory did not grow.
//
//   node packages/icare-fetch/test/soak/soak.mjs [--light] [--seed N]     500 files of 2 GB; --light: 60 files of 60 MB

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { startArchiveServer } from "@atcs/simulator";
import { seededNumbers, writeContent } from "./content.mjs";
import { runKilled, startWorker } from "./processes.mjs";
import { createServerLog } from "./server-log.mjs";

const { light, seed } = parseArgs({
  options: { light: { type: "boolean", default: false }, seed: { type: "string", default: "1" } },
}).values;
const scale = light
  ? { files: 60, bytes: 60e6, killAfterMs: [400, 1500], bytesPerSecond: 5e6 }
  : { files: 500, bytes: 2.06e9, killAfterMs: [500, 5000], bytesPerSecond: 20e6 };
/** Of the transfers; a few more are planned, since the kills come before some of them. */
const interruptedShare = 0.2;
const plannedShare = 0.23;
const random = seededNumbers(Number(seed));
const user = { username: "soak", password: "a password that no log may show" };

const folder = mkdtempSync(join(tmpdir(), "atcs-soak-"));
try {
  const problems = await soak();
  for (const problem of problems) process.stderr.write(`soak: ${problem}\n`);
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function soak() {
  const root = join(folder, "archive");
  const mirrorDir = join(folder, "mirror");
  mkdirSync(mirrorDir);
  const files = writeContent(root, scale.files, scale.bytes, random);
  const interrupted = shuffle(files).slice(0, Math.ceil(plannedShare * files.length));
  const log = createServerLog(mirrorDir);
  const server = await startArchiveServer({
    root,
    users: [user],
    log: log.take,
    faults: [
      // Does nothing, but has the log tell of every file that is opened.
      { kind: "delay", milliseconds: 0, operations: ["OPEN"] },
      ...interrupted.map(({ path, size }) => ({
        kind: "drop-after-bytes",
        path: `/SPACEBORNE/${path}`,
        bytes: 1 + Math.floor(random() * (size - 1)),
        times: 1,
      })),
    ],
  });
  const session = {
    ...user,
    url: server.url,
    hostKey: server.hostKeyFingerprint,
    mirrorDir,
    stateDir: folder,
    // Slow enough that it is killed in the middle of transfers.
    bytesPerSecond: scale.bytesPerSecond,
    directories: [...new Set(files.map(({ path }) => dirname(path)))],
  };
  const startedAt = performance.now();
  const [steady, killed] = await Promise.all([
    startWorker({ ...session, isBackward: false }).ended,
    runKilled({ ...session, isBackward: true }, scale.killAfterMs, random),
  ]);
  const seconds = (performance.now() - startedAt) / 1000;
  const { bytesSent, logins } = server.stats;
  const last = await startWorker({ ...session, isBackward: false }).ended;
  const bytesAfterwards = server.stats.bytesSent - bytesSent;
  await server.close();

  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const different = files
    .filter(({ path, sha256 }) => digest(join(mirrorDir, path)) !== sha256)
    .map(({ path }) => path);
  const memory = memoryByThirds(steady.memory);
  report([
    ["files", `${files.length}, ${megabytes(bytes)}`],
    ["transfers that the server interrupted", `${log.dropped()}`],
    ["one of the two processes killed", `${killed.kills} times`],
    ["sessions", `${logins}`],
    ["files that are identical (SHA-256)", `${files.length - different.length} of ${files.length}`],
    ["files opened, also to go on where they stopped", `${log.opened()}`],
    ["files opened again after they were complete", `${log.openedAgain().length}`],
    ["bytes sent, of those needed", `${((100 * bytesSent) / bytes).toFixed(1)} %`],
    ["fetched by the process that was not killed, by the other", `${steady.fetched}, ${files.length - steady.fetched}`],
    ["bytes sent to a third run", `${bytesAfterwards}`],
    ["resident memory, most in the first and the last third", memory.map(megabytes).join(", ")],
    ["time", `${seconds.toFixed(0)} s, ${(bytes / 1e6 / seconds).toFixed(0)} MB/s`],
  ]);
  const problems = [
    ...different.map((path) => `${path} is not what it was`),
    ...log.openedAgain().map((path) => `${path} was fetched again after it was complete`),
    ...[...steady.failed, ...killed.failed, ...last.failed].map(({ path, message }) => `${path}: ${message}`),
  ];
  const expect = (condition, problem) => condition || problems.push(problem);
  expect(log.dropped() >= interruptedShare * files.length, `only ${log.dropped()} transfers were interrupted`);
  expect(log.opened() >= files.length + log.dropped(), `the log tells of ${log.opened()} files only`);
  expect(killed.kills >= 3, `only ${killed.kills} kills: the run was too short to mean anything`);
  expect(bytesAfterwards === 0, `${bytesAfterwards} bytes were sent to a third run`);
  expect(last.fetched === 0, `a third run fetched ${last.fetched} files`);
  // What was under way when a connection or a process ended has to be sent again: less than a file, at most 4 MiB, of each
  // of four sessions.
  const inFlight = Math.min(4 * 2 ** 20, Math.max(...files.map(({ size }) => size)));
  const again = inFlight * (log.dropped() + 4 * killed.kills);
  expect(
    bytesSent <= bytes + again,
    `${megabytes(bytesSent - bytes)} were sent twice, at most ${megabytes(again)} were under way`,
  );
  expect(memory[1] < 1.25 * memory[0] + 32e6, `memory grew from ${memory.map(megabytes).join(" to ")}`);
  expect(!log.text().includes(user.password), "the password is in the log");
  return problems;
}

function shuffle(list) {
  return list
    .map((value) => ({ value, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value);
}

/** Undefined when there is no such file. */
function digest(file) {
  return existsSync(file) ? createHash("sha256").update(readFileSync(file)).digest("hex") : undefined;
}

/** The most that was used in the first and in the last third of the time. */
function memoryByThirds(samples) {
  const end = samples.at(-1).ms;
  const most = (from, to) => Math.max(...samples.filter(({ ms }) => ms >= from && ms <= to).map(({ rss }) => rss));
  return [most(0, end / 3), most((2 * end) / 3, end)];
}

function megabytes(bytes) {
  return `${Math.round(bytes / 1e6)} MB`;
}

/** As Markdown, for the documentation. */
function report(rows) {
  process.stdout.write(`| Node ${process.versions.node}, seed ${seed} | |\n|---|---|\n`);
  for (const [name, value] of rows) process.stdout.write(`| ${name} | ${value} |\n`);
}
