import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  ArchiveError,
  type ArchiveEvent,
  ConnectionError,
  CredentialsError,
  findProduct,
  listProduct,
  type OpenArchiveOptions,
  RemotePathError,
} from "@atcs/icare-fetch";
import { afterAll, describe, expect, test } from "vitest";
import { type Failure, InterruptError, toFailure } from "../../src/errors.ts";
import { fetchGranules } from "../../src/fetch/fetch.ts";
import type { FetchRequest } from "../../src/fetch/options.ts";
import { type FakeArchive, fakeArchive, parasolPath, syncPath } from "../support/archive.ts";
import { captureIo } from "../support/io.ts";

const root = mkdtempSync(join(tmpdir(), "atcs-fetch-"));
afterAll(() => rmSync(root, { recursive: true }));
let runs = 0;

interface Result {
  stdout: string;
  stderr: string;
  failure: Failure | undefined;
  given: OpenArchiveOptions | undefined;
}

interface RunOptions extends Partial<FetchRequest> {
  json?: boolean;
  signal?: AbortSignal;
  openError?: Error;
  terminal?: boolean;
  events?: readonly ArchiveEvent[];
  onOpen?: (options: OpenArchiveOptions) => void;
}

const newMirror = (): string => join(root, String(runs++));

async function run(archive: FakeArchive, options: RunOptions = {}): Promise<Result> {
  const {
    json = false,
    signal = new AbortController().signal,
    openError,
    terminal = false,
    events = [],
    onOpen = () => {},
    ...changes
  } = options;
  const { io, stdout, stderr } = captureIo();
  if (terminal) Object.assign(io.stderr, { isTTY: true, columns: 100 });
  const request: FetchRequest = {
    archive: "sftp://archive.test/SPACEBORNE",
    products: [findProduct("sync"), findProduct("parasol")],
    from: "2008-06-03",
    to: "2008-06-04",
    out: join(root, "none"),
    version: undefined,
    isDryRun: false,
    limit: Infinity,
    refresh: false,
    concurrency: 4,
    isVerbose: false,
    session: {},
    ...changes,
  };
  let given: OpenArchiveOptions | undefined;
  const openArchive = async (_url: string, options: OpenArchiveOptions): Promise<FakeArchive> => {
    given = options;
    onOpen(options);
    for (const event of events) options.log?.(event);
    if (openError !== undefined) throw openError;
    return archive;
  };
  const failure = await fetchGranules(request, { openArchive, listProduct }, { io, signal, json }).then(
    () => undefined,
    (error: unknown) => toFailure(error, "fetch", signal),
  );
  return { stdout: stdout(), stderr: stderr(), failure, given };
}

const sizes = {
  [syncPath("2008-06-03")]: 100,
  [syncPath("2008-06-04")]: 100,
  [parasolPath("2008-06-03")]: 2000,
  [parasolPath("2008-06-03", "03")]: 3000,
  [parasolPath("2008-06-04")]: 4000,
};

function put(out: string, path: string, size: number): void {
  mkdirSync(dirname(join(out, path)), { recursive: true });
  writeFileSync(join(out, path), new Uint8Array(size));
}

test("what is not here is fetched, day by day; what is here is kept", async () => {
  const out = newMirror();
  put(out, parasolPath("2008-06-03"), 2000);
  // Cut short, by whatever.
  put(out, syncPath("2008-06-03"), 50);
  const archive = fakeArchive(sizes, { out });
  const { stdout, stderr, failure, given } = await run(archive, { out });
  expect([stderr, failure]).toEqual(["", undefined]);
  expect(archive.calls.fetched).toEqual([
    syncPath("2008-06-03"),
    parasolPath("2008-06-03", "03"),
    syncPath("2008-06-04"),
    parasolPath("2008-06-04"),
  ]);
  expect(stdout).toBe(
    `archive   sftp://me@archive.test:22/SPACEBORNE\nmirror    ${out}\n` +
      "granules  5 files, 9.2 kB, 2008-06-03 to 2008-06-04\n" +
      "fetched   4 files, 7.2 kB\nkept      1 file that was here already\n",
  );
  expect(given).toMatchObject({ interactive: false });
  expect(archive.calls.closed).toBe(1);
});

test("--json", async () => {
  const archive = fakeArchive(sizes, { fromCache: [parasolPath("2008-06-04")] });
  const { stdout } = await run(archive, { json: true });
  // Programs read them: the README lists them.
  expect(Object.keys(JSON.parse(stdout)).join(" ")).toBe(
    "archive out from to dryRun files bytes fetched fetchedBytes kept failed products emptyDays",
  );
  expect(JSON.parse(stdout)).toMatchObject({
    archive: "sftp://me@archive.test:22/SPACEBORNE",
    dryRun: false,
    files: 5,
    bytes: 9200,
    fetched: 4,
    fetchedBytes: 5200,
    kept: 1,
    failed: [],
    products: [
      { product: "sync", from: "2008-06-03", to: "2008-06-04", files: 2, bytes: 200, filesHere: 0 },
      { product: "parasol", files: 3, bytes: 9000 },
    ],
    emptyDays: { sync: [], parasol: [] },
  });
});

test("--dry-run fetches nothing and tells what is here", async () => {
  const out = newMirror();
  put(out, parasolPath("2008-06-04"), 4000);
  const archive = fakeArchive(sizes, { out });
  const { stdout, stderr } = await run(archive, { out, isDryRun: true, to: "2008-06-06" });
  expect(archive.calls.fetched).toEqual([]);
  expect(stdout.split("\n").slice(2)).toEqual([
    "granules  5 files, 9.2 kB, 2008-06-03 to 2008-06-06",
    "",
    "product  days                      files  size       here already",
    "sync     2008-06-03 to 2008-06-04  2      200 bytes  -",
    "parasol  2008-06-03 to 2008-06-04  3      9 kB       1, 4 kB",
    "",
  ]);
  expect(stderr).toBe(
    "atcs fetch: warning: the archive has no granules of sync on 2008-06-05 to 2008-06-06" +
      " (--refresh asks again for what was listed within a day)\n" +
      "atcs fetch: warning: the archive has no granules of parasol on 2008-06-05 to 2008-06-06" +
      " (--refresh asks again for what was listed within a day)\n",
  );
});

test("--limit takes the first ones, --refresh looks at all", async () => {
  const out = newMirror();
  put(out, syncPath("2008-06-03"), 100);
  const archive = fakeArchive(sizes, { out });
  await run(archive, { out, limit: 2 });
  expect(archive.calls.fetched).toEqual([parasolPath("2008-06-03")]);
  archive.calls.fetched.length = 0;
  await run(archive, { out, limit: 2, refresh: true });
  expect(archive.calls.fetched).toEqual([syncPath("2008-06-03"), parasolPath("2008-06-03")]);
});

describe("what fails", () => {
  const denied = new RemotePathError(
    "ARCHIVE_PERMISSION",
    `sftp://x: ${parasolPath("2008-06-03")}: permission denied\u001b[2J`,
  );

  test("is named once at the end, with what to do; the others are fetched", async () => {
    const archive = fakeArchive(sizes, { errors: { [parasolPath("2008-06-03")]: denied } });
    const { stdout, stderr, failure } = await run(archive, { json: false });
    expect(stdout).toContain("fetched   4 files, 7.2 kB; 8.2 kB came in this run\nfailed    1 file\n");
    expect(stderr).toBe(
      `atcs fetch: sftp://x: ${parasolPath("2008-06-03")}: permission denied\\x1b[2J. ` +
        "Ask the operators of the archive whether your account may read it.\n",
    );
    expect(failure).toMatchObject({
      exitCode: 1,
      code: "FETCH_FAILED",
      message: "1 file could not be fetched",
    });
  });

  test("is in the JSON", async () => {
    const archive = fakeArchive(sizes, { errors: { [parasolPath("2008-06-03")]: denied } });
    const { stdout, stderr } = await run(archive, { json: true });
    expect(JSON.parse(stdout).failed).toEqual([
      {
        path: parasolPath("2008-06-03"),
        code: "ARCHIVE_PERMISSION",
        message: denied.message,
        hint: expect.stringMatching(/^Ask/),
      },
    ]);
    expect(stderr).toBe("");
  });

  test("a day that cannot be listed does not hide the others", async () => {
    const directory = "PARASOL/L1_B-HDF/2008/2008_06_03";
    const error = new RemotePathError("ARCHIVE_PERMISSION", "permission denied", { remotePath: directory });
    const archive = fakeArchive(sizes, { errors: { [directory]: error } });
    const { stderr, failure } = await run(archive);
    expect(archive.calls.fetched).toEqual([syncPath("2008-06-03"), syncPath("2008-06-04"), parasolPath("2008-06-04")]);
    expect(stderr).toContain(`atcs fetch: ${directory}: permission denied. Ask`);
    expect(failure?.code).toBe("FETCH_FAILED");
  });

  test("nor is another looked for behind the last one that there is", async () => {
    const directory = "PARASOL/L1_B-HDF/9999/9999_12_31";
    const error = new RemotePathError("ARCHIVE_PERMISSION", "permission denied", { remotePath: directory });
    const archive = fakeArchive(sizes, { errors: { [directory]: error } });
    const options = { products: [findProduct("parasol")], from: "9999-12-31", to: "9999-12-31" };
    expect((await run(archive, options)).failure?.code).toBe("FETCH_FAILED");
  });

  test("a product that is not there does not hide the others", async () => {
    const only = Object.fromEntries(Object.entries(sizes).filter(([path]) => path.startsWith("PARASOL")));
    const archive = fakeArchive({ ...only, "CALIOP/Other/2008/2008_06_03/x": 1 });
    const { stderr, failure } = await run(archive);
    expect(archive.calls.fetched).toHaveLength(3);
    expect(stderr.match(/CALTRACK-5km_PAR-RB2/g)).toHaveLength(1);
    expect(failure).toMatchObject({ code: "FETCH_FAILED", message: "1 directory could not be fetched" });
  });

  test("a session that is lost for good ends it", async () => {
    const lost = new ConnectionError("ARCHIVE_CONNECTION", "sftp://archive.test:22: connection refused");
    const archive = fakeArchive(sizes, { errors: { "PARASOL/L1_B-HDF/2008/2008_06_03": lost } });
    const { failure } = await run(archive);
    expect(failure).toMatchObject({ exitCode: 1, code: "ARCHIVE_CONNECTION", hint: expect.stringMatching(/again/) });
    expect(archive.calls.closed).toBe(1);
  });

  test("nothing at all is a failure, for the question may be wrong", async () => {
    const { failure } = await run(fakeArchive({ "PARASOL/L1_B-HDF/2008/2008_06_03/notes.txt": 1 }), {
      products: [findProduct("parasol")],
    });
    expect(failure).toMatchObject({
      exitCode: 1,
      code: "FETCH_EMPTY",
      message: "sftp://me@archive.test:22/SPACEBORNE has no granules in PARASOL/L1_B-HDF from 2008-06-03 to 2008-06-04",
    });
  });
});

test("days of which nobody knows whether the product is there at all are told apart", async () => {
  const refused = new RemotePathError("ARCHIVE_PERMISSION", "permission denied");
  const only = Object.fromEntries(Object.entries(sizes).filter(([path]) => path.startsWith("PARASOL")));
  const errors = { CALIOP: refused, "CALIOP/CALTRACK-5km_PAR-RB2": refused };
  const { stderr, failure } = await run(fakeArchive(only, { errors }), { refresh: true });
  expect(failure).toBeUndefined();
  expect(stderr).toBe(
    "atcs fetch: warning: the archive has no granules of sync on 2008-06-03 to 2008-06-04; " +
      "whether it has CALIOP/CALTRACK-5km_PAR-RB2 at all, it does not show\n",
  );
});

test("what went on counts as what came, not as what the file has", async () => {
  const archive = fakeArchive(sizes, {
    fromCache: Object.keys(sizes).filter((path) => path !== parasolPath("2008-06-04")),
    resumedFrom: 3000,
  });
  const { stdout } = await run(archive);
  expect(stdout).toContain("fetched   1 file, 4 kB; 1 kB came in this run\n");
  expect(JSON.parse((await run(archive, { json: true })).stdout)).toMatchObject({ fetched: 1, fetchedBytes: 1000 });
});

describe("nothing at all, because a directory is not there", () => {
  const url = "sftp://me@archive.test:22/SPACEBORNE";
  const products = [findProduct("parasol")];
  const refused = new RemotePathError("ARCHIVE_PERMISSION", "permission denied");

  test.each<[string, FakeArchive, string]>([
    ["the root, or the sensor's", fakeArchive({ "POLDER/x": 1 }), "PARASOL: no such file or directory"],
    ["the product's", fakeArchive({ "PARASOL/L2/x": 1 }), `${url}: PARASOL has no directory L1_B-HDF`],
    [
      "the product's, where that of the sensor may not be listed",
      fakeArchive({ "PARASOL/L2/x": 1 }, { errors: { PARASOL: refused } }),
      "PARASOL/L1_B-HDF: no such file or directory",
    ],
  ])("%s", async (_, archive, message) => {
    const { failure, stderr } = await run(archive, { products });
    expect(failure).toMatchObject({ exitCode: 1, code: "FETCH_FAILED", message: "1 directory could not be fetched" });
    expect(stderr).toContain(message);
    expect(stderr).toContain("that of ICARE ends in /SPACEBORNE");
  });

  test("what may not be looked at may be there", async () => {
    const archive = fakeArchive({}, { errors: { "": refused, PARASOL: refused, "PARASOL/L1_B-HDF": refused } });
    const { failure, stdout } = await run(archive, { products, isDryRun: true });
    expect(failure?.message).toBe(
      `${url} has no granules in PARASOL/L1_B-HDF from 2008-06-03 to 2008-06-04; ` +
        "whether it has this directory at all, it does not show",
    );
    // And no table of nothing.
    expect(stdout.split("\n").slice(2)).toEqual(["granules  0 files, 0 bytes, 2008-06-03 to 2008-06-04", ""]);
  });

  test("a directory under a name with a version is there", async () => {
    const archive = fakeArchive({ "PARASOL/L1_B-HDF.v1.01/2007/2007_01_01/x": 1 });
    expect((await run(archive, { products })).failure?.message).toContain("no granules in PARASOL/L1_B-HDF.v1.01 from");
  });
});

test("a local archive that is not there: no advice about sessions and listings", async () => {
  const openError = new RemotePathError("ARCHIVE_NOT_FOUND", "file:///x: not there", { origin: "file:///x" });
  const { failure } = await run(fakeArchive(sizes), { openError });
  expect(failure?.hint).toMatch(/^Check the path; /);
});

describe("what ends it all", () => {
  test("wrong options and URLs are wrong usage", async () => {
    const archive = fakeArchive(sizes);
    const url = await run(archive, { openError: new ArchiveError("ARCHIVE_URL", "archive URL: it is empty") });
    expect(url.failure).toMatchObject({ exitCode: 2, code: "USAGE", message: "archive URL: it is empty" });
    const range = await run(archive, { openError: new RangeError("maxConnections must be an integer") });
    expect(range.failure).toMatchObject({ exitCode: 2, code: "USAGE" });
  });

  test("a refused password", async () => {
    const fatal = new CredentialsError("ARCHIVE_AUTHENTICATION", "sftp://archive.test:22: login refused");
    const archive = fakeArchive(sizes, { fatal });
    const { failure, stdout } = await run(archive);
    expect(failure).toMatchObject({
      exitCode: 1,
      code: "ARCHIVE_AUTHENTICATION",
      hint: expect.stringMatching(/web site/),
    });
    expect([stdout, archive.calls.closed]).toEqual(["", 1]);
  });

  test("Ctrl-C: 130, and a line that says how to go on", async () => {
    const controller = new AbortController();
    const archive = fakeArchive(sizes, {
      beforeFetch: async () => controller.abort(new InterruptError("SIGINT")),
    });
    const { failure, stderr } = await run(archive, { signal: controller.signal });
    expect(stderr).toBe("atcs fetch: 0 of 5 granules are here; 0 bytes came in this run\n");
    expect(failure).toEqual({
      exitCode: 130,
      code: "INTERRUPTED",
      message: "interrupted",
      hint: "What has come is kept: the same command goes on from there.",
    });
    expect(archive.calls.closed).toBe(1);
  });

  test("Ctrl-C at a question too", async () => {
    const { failure } = await run(fakeArchive(sizes), { openError: new DOMException("interrupted", "AbortError") });
    expect(failure).toMatchObject({ exitCode: 130, code: "INTERRUPTED" });
  });
});

test("the bars: one for each transfer, and one for all", async () => {
  const archive = fakeArchive(sizes, {
    beforeFetch: async ({ onProgress }) => {
      onProgress?.({ path: parasolPath("2008-06-03"), bytes: 1000, size: 2000, resumedFrom: 0 });
      await new Promise((resolve) => setTimeout(resolve, 150));
    },
  });
  const { stderr } = await run(archive, { terminal: true });
  expect(stderr).toMatch(
    /parasol 2008-06-03T01-27-40 +█+░+ +50 % +1 kB of 2 kB\natcs fetch +█*░+ +10 % +1 kB of 9.2 kB +0 of 5 granules/,
  );
  expect(stderr.endsWith("\u001b[J")).toBe(true);
});

test("lines name granules without their directories, and options as this command has them", async () => {
  const path = `/SPACEBORNE/${parasolPath("2008-06-03")}`;
  const events: ArchiveEvent[] = [
    { kind: "retry", message: `sftp://me@host:22: the connection was lost; "${path}" could not be read` },
    { kind: "note", message: "give it as the option hostKeyFingerprint, or accept it by acceptNewHostKey" },
    { kind: "note", message: "icare/PARASOL/.atcs-cache: a path of this computer" },
  ];
  const { stderr } = await run(fakeArchive(sizes), { isDryRun: true, events });
  expect(stderr.split("\n")).toEqual([
    'sftp://me@host:22: the connection was lost; "POLDER3_L1B-BG1-080176M_2008-06-03T01-27-40_V1-01.h5" could not be read',
    "give it as --host-key, or accept it by --accept-new-host-key",
    "icare/PARASOL/.atcs-cache: a path of this computer",
    "",
  ]);
});

test("an outage is told once for each of its reasons, and that it is over", async () => {
  const lost = (name: string, seconds: number): ArchiveEvent => ({
    kind: "retry",
    message: `sftp://x: the connection was lost; "/a/b/c/${name}.h5" could not be read; trying again in ${seconds} s`,
  });
  const refused = (seconds: number): ArchiveEvent => ({
    kind: "retry",
    message: `sftp://x: nothing answers (ECONNREFUSED); trying again in ${seconds} s`,
  });
  const events = [lost("a", 1), lost("b", 2), refused(1), refused(2), refused(4)];
  const archive = fakeArchive(sizes, {
    beforeFetch: async ({ onProgress }) => {
      for (const event of events) given?.(event);
      onProgress?.({ path: parasolPath("2008-06-03"), bytes: 10, size: 2000, resumedFrom: 0 });
      given?.(lost("a", 1));
      onProgress?.({ path: parasolPath("2008-06-03"), bytes: 20, size: 2000, resumedFrom: 0 });
    },
  });
  let given: OpenArchiveOptions["log"];
  const { stderr } = await run(archive, { onOpen: (options) => (given = options.log) });
  expect(stderr.split("\n")).toEqual([
    'sftp://x: the connection was lost; "a.h5" could not be read; trying again in 1 s',
    "sftp://x: nothing answers (ECONNREFUSED); trying again in 1 s",
    "atcs fetch: the archive is back",
    'sftp://x: the connection was lost; "a.h5" could not be read; trying again in 1 s',
    "",
  ]);
});

test.each<[url: string, concurrency: number, isWarned: boolean]>([
  ["sftp://me@sftp.icare.univ-lille.fr:22/SPACEBORNE", 5, true],
  ["ftp://me@ftp.icare.univ-lille1.fr:21/SPACEBORNE", 5, true],
  ["sftp://me@sftp.icare.univ-lille.fr:22/SPACEBORNE", 4, false],
  ["sftp://icare.univ-lille.fr@host:22/SPACEBORNE", 5, false],
])("of many sessions with ICARE somebody is warned: %s, %i: %s", async (url, concurrency, isWarned) => {
  const { stderr } = await run({ ...fakeArchive(sizes), url }, { concurrency, isDryRun: true });
  expect(stderr.includes("may be more than ICARE likes")).toBe(isWarned);
});

test("of what happens, that is shown which takes time, harmless; with --verbose all", async () => {
  const events: ArchiveEvent[] = [
    { kind: "session", message: "sftp://x: logged in" },
    { kind: "retry", message: "a\u001b[2J: the connection was lost; trying again in 1 s" },
    { kind: "wait", message: "b: waiting for process 12" },
    { kind: "evict", message: "c: removed to make room" },
    { kind: "restart", message: "d: changed; begun anew" },
    { kind: "note", message: "e: its listing cannot be kept" },
  ];
  const shown = await run(fakeArchive(sizes), { isDryRun: true, events });
  expect(shown.stderr.split("\n").map((line) => line.slice(0, 6))).toEqual([
    "a\\x1b[",
    "b: wai",
    "d: cha",
    "e: its",
    "",
  ]);
  const all = await run(fakeArchive(sizes), { isDryRun: true, isVerbose: true, events });
  expect(all.stderr).toMatch(/^sftp:\/\/x: logged in\na[^\n]*\nb[^\n]*\nc: removed/);
});
