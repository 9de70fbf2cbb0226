import { type ChildProcess, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { parasolPath, syncPath } from "./support/archive.ts";

// As a user does it: one process serves, another fetches, and things go wrong in between.

const bin = fileURLToPath(new URL("../bin/atcs.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "atcs-fetch-"));
const root = join(folder, "archive");
const days = ["2008-06-03", "2008-06-04", "2008-06-05"];
const files = new Map<string, Buffer>([
  ...days.map((day) => [syncPath(day), randomBytes(300_000)] as const),
  ...days.map((day) => [parasolPath(day), randomBytes(1_500_000)] as const),
]);
let mirrors = 0;
const running: ChildProcess[] = [];

beforeAll(() => {
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
  }
});
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Nothing of the account that runs the tests: no agent, no configuration, no other credentials. */
const environment = {
  PATH: process.env.PATH,
  HOME: folder,
  XDG_CONFIG_HOME: join(folder, "config"),
  XDG_CACHE_HOME: join(folder, "cache"),
  ATCS_SERVE_PASSWORD: "correct horse",
  ICARE_USERNAME: "me",
  ICARE_PASSWORD: "correct horse",
};

interface Run {
  readonly child: ChildProcess;
  readonly done: Promise<{ code: number | null; stdout: string; stderr: string }>;
  stderr(): string;
}

function atcs(argv: string[], env: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, [bin, ...argv], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...environment, ...env },
    cwd: folder,
  });
  running.push(child);
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const done = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
  return { child, done, stderr: () => stderr };
}

interface Server {
  readonly url: string;
  readonly port: number;
  readonly hostKey: string;
  log(): string;
  stop(): Promise<void>;
}

async function serve(faults: object[] = [], port = 0): Promise<Server> {
  const faultsFile = join(folder, "faults.json");
  writeFileSync(faultsFile, JSON.stringify(faults));
  const argv = ["serve", root, "--json", "--user", "me", "--host-key", join(folder, "key"), "--faults", faultsFile];
  const { child, done, stderr } = atcs([...argv, "--port", String(port)]);
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout!.once("data", (text: string) => resolve(text));
    void done.then((result) => reject(new Error(`atcs serve ended: ${result.stderr}`)));
  });
  const { url, port: actual, hostKey } = JSON.parse(line) as { url: string; port: number; hostKey: string };
  const stop = async (): Promise<void> => {
    child.kill("SIGINT");
    await done;
  };
  return { url, port: actual, hostKey, log: stderr, stop };
}

function fetchArguments({ url, hostKey }: Pick<Server, "url" | "hostKey">, out: string, ...more: string[]): string[] {
  const what = ["--product", "sync,parasol", "--from", days[0]!, "--to", days.at(-1)!];
  return ["fetch", "--archive", url, "--host-key", hostKey, "--out", out, ...what, ...more];
}

const newMirror = (): string => join(folder, `mirror-${mirrors++}`);

/** Complete files of the mirror, by path, with what is in them. */
function mirrored(out: string): Map<string, string> {
  const names = existsSync(out) ? readdirSync(out, { recursive: true }).map(String) : [];
  const complete = names.filter((name) => /\.(h5|hdf)$/.test(name) && statSync(join(out, name)).isFile()).sort();
  return new Map(complete.map((name) => [name, digest(readFileSync(join(out, name)))]));
}

const digest = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
const everything = new Map([...files].map(([path, bytes]) => [path, digest(bytes)] as const).sort());

async function until(condition: () => boolean, run: Run): Promise<void> {
  let ended = false;
  void run.done.then(() => {
    ended = true;
  });
  while (!condition()) {
    if (ended) throw new Error(`it ended too early: ${run.stderr()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Paths that the server has sent anything of. */
const sentPaths = (log: string): string[] =>
  [...log.matchAll(/(?:sent|closed|dropped within) "\/SPACEBORNE\/([^"]+)"/g)].map(([, path]) => path!);

test("sessions that drop do not show in the result", async () => {
  const server = await serve([
    { kind: "drop-after-bytes", path: "*.h5", bytes: 700_000, times: 2 },
    { kind: "drop-after-bytes", path: "*.hdf", bytes: 1, times: 1 },
  ]);
  const out = newMirror();
  const { code, stdout, stderr } = await atcs(fetchArguments(server, out, "--json")).done;
  expect([code, JSON.parse(stdout)]).toEqual([
    0,
    expect.objectContaining({ files: 6, bytes: 5_400_000, fetched: 6, kept: 0, failed: [] }),
  ]);
  expect(mirrored(out)).toEqual(everything);
  expect(server.log().match(/dropped within/g)).toHaveLength(3);
  expect(stderr + stdout).not.toContain("correct horse");

  // And nothing is asked for again but what may have changed: not even listings.
  const before = server.log().length;
  const again = await atcs(fetchArguments(server, out, "--json")).done;
  expect(JSON.parse(again.stdout)).toMatchObject({ fetched: 0, kept: 6 });
  expect(server.log().slice(before)).not.toMatch(/sent|logged in/);
});

test("a local directory is copied", async () => {
  const out = newMirror();
  const { code, stderr } = await atcs(fetchArguments({ url: root, hostKey: `SHA256:${"A".repeat(43)}` }, out)).done;
  expect([code, stderr, mirrored(out)]).toEqual([0, "", everything]);
});

test("kill -9 in the middle: what is complete is not fetched again", async () => {
  const server = await serve();
  const out = newMirror();
  const argv = fetchArguments(server, out, "--concurrency", "2");
  const first = atcs([...argv, "--max-rate", "3MB"]);
  await until(() => mirrored(out).size >= 2, first);
  first.child.kill("SIGKILL");
  await first.done;
  const complete = mirrored(out);
  expect(complete.size).toBeLessThan(6);
  const before = server.log().length;
  const { code, stdout } = await atcs([...argv, "--json"]).done;
  expect([code, mirrored(out)]).toEqual([0, everything]);
  const { fetched, kept } = JSON.parse(stdout) as { fetched: number; kept: number };
  expect(fetched + kept).toBe(6);
  // More than the complete ones when all of another was there but its name.
  expect(kept).toBeGreaterThanOrEqual(complete.size);
  expect(sentPaths(server.log().slice(before)).filter((path) => complete.has(path))).toEqual([]);
});

test("the server is stopped and started again: it ends well", async () => {
  const server = await serve();
  const out = newMirror();
  const run = atcs(fetchArguments(server, out, "--max-rate", "3MB"));
  await until(() => mirrored(out).size >= 1, run);
  await server.stop();
  await new Promise((resolve) => setTimeout(resolve, 300));
  await serve([], server.port);
  const { code, stderr } = await run.done;
  expect([code, mirrored(out)]).toEqual([0, everything]);
  expect(stderr).not.toContain("correct horse");
});

test("Ctrl-C: 130, no half file under its name, and it can go on", async () => {
  const server = await serve();
  const out = newMirror();
  const argv = fetchArguments(server, out, "--concurrency", "1");
  const run = atcs([...argv, "--max-rate", "2MB"]);
  await until(() => mirrored(out).size >= 1, run);
  run.child.kill("SIGINT");
  const { code, stderr } = await run.done;
  expect(code).toBe(130);
  expect(stderr).toMatch(/atcs fetch: interrupted\. What has come is kept: the same command goes on from there\.\n$/);
  for (const [path, sha256] of mirrored(out)) expect(everything.get(path)).toBe(sha256);
  expect((await atcs(argv).done).code).toBe(0);
  expect(mirrored(out)).toEqual(everything);
});

describe("what is not tried again", () => {
  test("a wrong password: one login, and a line", async () => {
    const server = await serve();
    const run = atcs(fetchArguments(server, newMirror()), { ICARE_PASSWORD: "battery staple" });
    const { code, stderr } = await run.done;
    expect(code).toBe(1);
    expect(stderr).toMatch(/^atcs fetch: .*accounts get locked.* web site; .*\n$/);
    expect(stderr).not.toContain("battery staple");
    expect(server.log().match(/login refused/g)).toHaveLength(1);
    expect(server.log()).not.toContain("logged in");
  });

  test("a host that is not known, or is another one", async () => {
    const server = await serve();
    const known = join(folder, "known_hosts");
    const argv = fetchArguments({ ...server, hostKey: "" }, newMirror(), "--known-hosts", known);
    const withoutPin = argv.filter((_, i) => argv[i] !== "--host-key" && argv[i - 1] !== "--host-key");
    const logins = (): number => server.log().match(/logged in/g)?.length ?? 0;
    const unknown = await atcs(withoutPin).done;
    expect([unknown.code, unknown.stderr, logins()]).toEqual([1, expect.stringContaining(server.hostKey), 0]);
    expect((await atcs([...withoutPin, "--accept-new-host-key", "--dry-run"]).done).code).toBe(0);
    expect((await atcs([...withoutPin, "--dry-run", "--refresh"]).done).code).toBe(0);

    const before = logins();
    const other = await atcs(fetchArguments({ ...server, hostKey: `SHA256:${"A".repeat(43)}` }, newMirror())).done;
    expect([other.code, other.stderr]).toEqual([1, expect.stringContaining(server.hostKey)]);
    expect(logins()).toBe(before);
  });
});
