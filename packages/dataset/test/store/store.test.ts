import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { memoryStore } from "../../src/store/memory-store.ts";
import { openOrigin, openStore } from "../../src/store/open-store.ts";
import { storePath } from "../../src/store/store-path.ts";
import type { DatasetStore } from "../../src/store/types.ts";

const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i);
const folder = mkdtempSync(join(tmpdir(), "atcs-store-"));
let server: Server;
let ranged: string;

beforeAll(async () => {
  mkdirSync(join(folder, "a b"));
  writeFileSync(join(folder, "a b", "x.bin"), bytes);
  server = createServer((request, response) => {
    const plain = request.url!.startsWith("/plain");
    if (!request.url!.endsWith("/a%20b/x.bin")) {
      response.writeHead(404).end();
      return;
    }
    const range = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? "");
    if (plain || range === null) {
      response.writeHead(200, { "content-length": bytes.length }).end(request.method === "HEAD" ? undefined : bytes);
      return;
    }
    const [from, to] = [Number(range[1]), range[2] ? Number(range[2]) + 1 : bytes.length];
    if (from >= bytes.length) response.writeHead(416).end();
    else {
      const part = bytes.subarray(from, to);
      const contentRange = `bytes ${from}-${from + part.length - 1}/${bytes.length}`;
      response.writeHead(206, { "content-range": contentRange }).end(part);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ranged = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  server.close();
  server.closeAllConnections();
});

const stores: [string, () => DatasetStore][] = [
  ["memory", () => memoryStore(new Map([["a b/x.bin", bytes]]))],
  ["directory", () => openStore(folder)],
  ["file URL", () => openStore(new URL(`file://${folder}/`))],
  ["HTTP", () => openStore(`${ranged}/`)],
  ["HTTP without ranges", () => openStore(new URL(`${ranged}/plain`))],
];

describe.each(stores)("%s", (_, open) => {
  test("reads files and parts of them", async () => {
    const store = open();
    expect(await store.read("a b/x.bin")).toEqual(bytes);
    expect(await store.read("a b/x.bin", { offset: 10, length: 5 })).toEqual(bytes.slice(10, 15));
    expect(await store.read("a b/x.bin", { offset: 990 })).toEqual(bytes.slice(990));
    expect(await store.read("a b/x.bin", { offset: 990, length: 100 })).toEqual(bytes.slice(990));
    expect(await store.read("a b/x.bin", { offset: 2000, length: 100 })).toHaveLength(0);
    expect(await store.read("a b/x.bin", { length: 0 })).toHaveLength(0);
  });

  test("knows sizes, and what is not there", async () => {
    const store = open();
    expect(await store.size("a b/x.bin")).toBe(1000);
    expect(await store.size("a b/y.bin")).toBeUndefined();
    await expect(store.read("a b/y.bin")).rejects.toMatchObject({ code: "DATASET_NOT_FOUND" });
  });

  test("is aborted with the reason of the signal", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(async () => open().read("a b/x.bin", { signal })).rejects.toThrow("enough");
  });
});

test("fills memory from a directory", async () => {
  const target = new Uint8Array(20);
  expect(await openStore(folder).readInto!("a b/x.bin", target, { offset: 990 })).toBe(10);
  expect(target.subarray(0, 10)).toEqual(bytes.slice(990));
});

test("what a directory cannot give is not taken to be missing", async () => {
  const store = openStore(folder);
  await expect(store.read("a b/x.bin/y")).rejects.toMatchObject({ code: "DATASET_NOT_FOUND" });
  expect(await store.size("a b/x.bin/y")).toBeUndefined();
});

test("a listing ends with the reason of the signal", async () => {
  const signal = AbortSignal.abort(new Error("enough"));
  await expect(async () => openStore(folder).list!("", { signal })).rejects.toThrow("enough");
});

describe("what is there but is no file is damage, and nothing waits for it:", () => {
  test("a name that is too long for the system", async () => {
    const long = "n".repeat(300);
    const error = { code: "DATASET_LAYOUT", problem: expect.stringMatching(/^its name is longer than/) };
    await expect(openStore(folder).read(long)).rejects.toMatchObject(error);
    await expect(openStore(folder).size(long)).rejects.toMatchObject(error);
  });

  test.skipIf(process.platform === "win32")("a link that leads back to itself", async () => {
    symlinkSync("loop", join(folder, "loop"));
    const error = { code: "DATASET_LAYOUT", problem: expect.stringMatching(/^it is a link that leads back/) };
    await expect(openStore(folder).read("loop")).rejects.toMatchObject(error);
    await expect(openStore(folder).readInto!("loop", new Uint8Array(5))).rejects.toMatchObject(error);
    rmSync(join(folder, "loop"));
  });

  test("a directory", async () => {
    const problem = "it is a directory: expected a file";
    await expect(openStore(folder).read("a b")).rejects.toMatchObject({ code: "DATASET_LAYOUT", problem });
    await expect(openStore(folder).readInto!("a b", new Uint8Array(5))).rejects.toMatchObject({ problem });
  });

  test.skipIf(process.platform === "win32")("a pipe that nobody writes to, and a device without an end", async () => {
    const store = openStore(folder);
    execFileSync("mkfifo", [join(folder, "pipe")]);
    symlinkSync("/dev/zero", join(folder, "zero"));
    for (const path of ["pipe", "zero"]) {
      const error = {
        code: "DATASET_LAYOUT",
        file: join(folder, path),
        problem: expect.stringMatching(/^it is a pipe, /),
      };
      await expect(store.read(path)).rejects.toMatchObject(error);
      await expect(store.readInto!(path, new Uint8Array(5))).rejects.toMatchObject(error);
      expect(await store.size(path)).toBeUndefined();
      rmSync(join(folder, path));
    }
  });

  test.skipIf(process.platform === "win32")("a socket", async () => {
    const listening = createServer();
    const path = join(folder, "socket");
    await new Promise<void>((resolve) => listening.listen(path, resolve));
    await expect(openStore(folder).read("socket")).rejects.toMatchObject({ code: "DATASET_LAYOUT" });
    await new Promise((resolve) => listening.close(resolve));
  });
});

test.each(stores.slice(0, 2))("%s lists a folder, with its folders", async (_, open) => {
  const list = open().list!;
  expect(await list("")).toEqual(["a b/"]);
  expect(await list("a b")).toEqual(["x.bin"]);
  expect(await list("nothing")).toEqual([]);
});

test("links to folders are listed as such, and broken ones as files", async () => {
  const links = mkdtempSync(join(tmpdir(), "atcs-store-"));
  symlinkSync(folder, join(links, "to-folder"));
  symlinkSync(join(folder, "nothing"), join(links, "to-nothing"));
  expect(await openStore(links).list!("")).toEqual(["to-folder/", "to-nothing"]);
  rmSync(links, { recursive: true });
});

test("another thread opens the same", async () => {
  for (const store of [openStore(folder), openStore(ranged)]) {
    expect(await openOrigin(store.origin!).size("a b/x.bin")).toBe(1000);
  }
});

test("refuses what is no place", () => {
  expect(() => openStore("")).toThrow(TypeError);
  expect(() => openStore(5 as never)).toThrow(TypeError);
  expect(() => openStore(new URL("ftp://host/x"))).toThrow(TypeError);
  expect(() => openStore("http://")).toThrow('"http://" is no URL: expected one such as https://host/dataset');
});

test("a server that is not there is an error with the address", async () => {
  await expect(openStore("http://127.0.0.1:1/x").read("a.json")).rejects.toThrow(
    /http:\/\/127.0.0.1:1\/x\/a.json: it could/,
  );
});

describe("storePath", () => {
  test.each([
    ["input/a/0.npy", "input/a/0.npy"],
    ["input\\a\\0.npy", "input/a/0.npy"],
    ["./input//0.npy", "input/0.npy"],
  ])("%s becomes %s", (path, expected) => expect(storePath(path, "f")).toBe(expected));

  test.each([
    "../x",
    "a/../../x",
    "/etc/passwd",
    "\\\\host\\x",
    "C:\\x",
    "C:x",
    "http://h/x",
    "",
    ".",
    "a\0b",
    5,
    null,
  ])("%s is refused", (path) => expect(() => storePath(path, "info.json")).toThrow(/^info.json: the path /));
});
