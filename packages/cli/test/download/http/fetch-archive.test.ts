import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type FetchTask, fetchArchive } from "../../../src/download/http/fetch-archive.ts";

const content = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7919) >> 3));
const sum = createHash("sha256").update(content).digest("hex");
const settings = { retry: { attempts: 4, minDelayMs: 1, maxDelayMs: 20, random: () => 0.5 }, idleMs: 2000 };

type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => void;

let folder: string;
let server: Server | undefined;
let requests: IncomingMessage[];
let notes: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "atcs-fetch-archive-"));
  requests = [];
  notes = [];
});
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
  server = undefined;
  rmSync(folder, { recursive: true });
});

async function serve(handler: Handler): Promise<URL> {
  server = createServer((request, response) => {
    requests.push(request);
    handler(request, response, requests.length);
  });
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/atcs.tar.gz?token=secret`);
}

const version = { etag: '"v1"' };

/** A server as it should be, of some content. */
function sound(
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Uint8Array = content,
  headers: object = version,
): void {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? -1);
  const condition = request.headers["if-range"];
  const isSame = condition === undefined || Object.values(headers).includes(condition);
  if (start < 0 || !isSame) {
    response.writeHead(200, { ...headers, "content-length": bytes.length }).end(bytes);
  } else if (start >= bytes.length) {
    response.writeHead(416, { "content-range": `bytes */${bytes.length}` }).end();
  } else {
    const range = `bytes ${start}-${bytes.length - 1}/${bytes.length}`;
    const length = bytes.length - start;
    response
      .writeHead(206, { ...headers, "content-range": range, "content-length": length })
      .end(bytes.subarray(start));
  }
}

/** Send all headers, a part of the content, and hang up when that has gone. */
function drop(response: ServerResponse, end: number, headers: object = version): void {
  response.writeHead(200, { ...headers, "content-length": content.length });
  response.write(content.subarray(0, end), () => response.socket?.end());
}

function run(url: URL, task: Partial<FetchTask> = {}) {
  return fetchArchive(
    {
      url,
      folder,
      sha256: undefined,
      userAgent: "atcs/test",
      signal: new AbortController().signal,
      onProgress: () => {},
      onNote: (text) => notes.push(text),
      ...task,
    },
    settings,
  );
}

/** What came is the content. */
async function expectContent(fetched: ReturnType<typeof run>, bytes: Uint8Array = content): Promise<void> {
  const { path } = await fetched;
  expect(readFileSync(path).equals(bytes)).toBe(true);
  expect(existsSync(join(folder, "archive.part"))).toBe(false);
}

/** An earlier run that was cut off after 100,000 bytes. */
async function begin(url: URL, task: Partial<FetchTask> = {}): Promise<void> {
  const controller = new AbortController();
  const onProgress = (bytes: number): void => {
    if (bytes >= 100_000) controller.abort(new Error("enough"));
  };
  await expect(run(url, { ...task, signal: controller.signal, onProgress })).rejects.toThrow("enough");
}

describe("a whole archive", () => {
  test("comes as it is, once", async () => {
    const url = await serve((request, response) => sound(request, response));
    const seen: [number, number | undefined][] = [];
    await expectContent(run(url, { onProgress: (bytes, total) => seen.push([bytes, total]) }));
    expect([seen[0], seen.at(-1)]).toEqual([
      [0, content.length],
      [content.length, content.length],
    ]);
    expect(requests[0]!.headers).toMatchObject({ "user-agent": "atcs/test", "accept-encoding": "identity" });
    // What is complete is not asked for again.
    expect(await run(url)).toMatchObject({ fetchedBytes: 0 });
    expect(requests).toHaveLength(1);
  });

  test("without a length", async () => {
    const url = await serve((_, response) => {
      response.writeHead(200);
      response.write(content.subarray(0, 1000));
      response.end(content.subarray(1000));
    });
    await expectContent(run(url));
  });

  test("of what is packed on the way, as it came", async () => {
    const url = await serve((_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(content));
    await expectContent(run(url));
  });

  test("no secret is noted", async () => {
    const url = await serve((request, response, count) =>
      count === 1 ? drop(response, 5000) : sound(request, response),
    );
    url.username = "me";
    url.password = "hidden";
    await begin(url).catch(() => {});
    await run(url);
    expect(requests[0]!.headers.authorization).toBe(`Basic ${Buffer.from("me:hidden").toString("base64")}`);
    const texts = [...notes, readFileSync(join(folder, "archive.json"), "utf8")].join("\n");
    expect(texts).not.toMatch(/secret|hidden/);
    expect(texts).toContain("/atcs.tar.gz");
  });
});

describe("what breaks off goes on", () => {
  test.each<[string, object, string]>([
    ["an ETag", version, '"v1"'],
    ["a date", { "last-modified": "Tue, 03 Jun 2008 01:28:10 GMT" }, "Tue, 03 Jun 2008 01:28:10 GMT"],
    [
      "a date beside a weak ETag",
      { etag: 'W/"v1"', "last-modified": "Tue, 03 Jun 2008 01:28:10 GMT" },
      "Tue, 03 Jun 2008 01:28:10 GMT",
    ],
  ])("by %s", async (_, headers, condition) => {
    const url = await serve((request, response, count) =>
      count === 1 ? drop(response, 120_000, headers) : sound(request, response, content, headers),
    );
    await expectContent(run(url));
    expect(requests).toHaveLength(2);
    expect(requests[1]!.headers).toMatchObject({ range: "bytes=120000-", "if-range": condition });
    expect(notes).toEqual([expect.stringMatching(/^http:\S+\/atcs\.tar\.gz: .*; tried again in 0\.0 s$/)]);
  });

  test("after an abort, in the next run", async () => {
    const url = await serve((request, response) => sound(request, response));
    await begin(url);
    const { length } = readFileSync(join(folder, "archive.part"));
    expect(length).toBeGreaterThanOrEqual(100_000);
    const later = await run(url);
    expect(later.fetchedBytes).toBe(content.length - length);
    await expectContent(run(url));
    expect(requests[1]!.headers.range).toBe(`bytes=${length}-`);
  });

  test("many times, as long as it gets on", async () => {
    const url = await serve((request, response) => {
      const start = Number(/\d+/.exec(request.headers.range ?? "0")![0]);
      const end = Math.min(start + 25_000, content.length);
      const headers = { ...version, "content-length": content.length - start };
      const range = { "content-range": `bytes ${start}-${content.length - 1}/${content.length}` };
      response.writeHead(start === 0 ? 200 : 206, start === 0 ? headers : { ...headers, ...range });
      response.write(content.subarray(start, end), () => response.socket?.end());
    });
    await expectContent(run(url));
    expect(requests.length).toBeGreaterThanOrEqual(12);
  });

  test("by shorter ranges than were asked for", async () => {
    const url = await serve((request, response) => {
      const start = Number(/\d+/.exec(request.headers.range ?? "0")![0]);
      if (start === 0) return drop(response, 1000);
      const end = Math.min(start + 150_000, content.length);
      const range = `bytes ${start}-${end - 1}/${content.length}`;
      response.writeHead(206, { ...version, "content-range": range }).end(content.subarray(start, end));
    });
    await expectContent(run(url));
  });

  test("by the sum alone, also from a mirror", async () => {
    const url = await serve((request, response) => sound(request, response, content, {}));
    await begin(url, { sha256: sum });
    const mirror = new URL("/mirror.tgz", url);
    await expectContent(run(mirror, { sha256: sum }));
    expect(requests[1]!.headers).toMatchObject({ range: expect.stringMatching(/^bytes=\d+-$/) });
    expect(requests[1]!.headers["if-range"]).toBeUndefined();
  });

  test("not where nothing tells that it is the same: it begins anew", async () => {
    const url = await serve((request, response) => sound(request, response, content, {}));
    await begin(url);
    await expectContent(run(url));
    expect(requests[1]!.headers.range).toBeUndefined();
  });
});

describe("what is not the same begins anew", () => {
  const other = Buffer.from(content).reverse();

  test("an archive that has changed", async () => {
    let current: [Uint8Array, object] = [content, version];
    const url = await serve((request, response) => sound(request, response, ...current));
    await begin(url);
    current = [other, { etag: '"v2"' }];
    await expectContent(run(url), other);
    expect(notes).toEqual([expect.stringContaining("begins anew")]);
  });

  test("a server that knows no ranges", async () => {
    const url = await serve((_, response, count) =>
      count < 3 ? drop(response, 50_000 * count) : response.writeHead(200, version).end(content),
    );
    await expectContent(run(url));
  });

  test("a server that knows none, and is cut off each time, is given up", async () => {
    const url = await serve((_, response) => drop(response, 50_000));
    await expect(run(url)).rejects.toMatchObject({ code: "DOWNLOAD_CONNECTION" });
    expect(requests).toHaveLength(4);
  });

  test.each<[string, Record<string, string>]>([
    ["another place", { "content-range": `bytes 0-${content.length - 1}/${content.length}` }],
    ["another size", { "content-range": "bytes 120000-399999/400000" }],
    ["another version", { "content-range": `bytes 120000-299999/${content.length}`, etag: '"v2"' }],
    ["no place", {}],
  ])("a part of %s", async (_, headers) => {
    const url = await serve((request, response, count) => {
      if (count === 1) drop(response, 120_000);
      else if (count === 2) response.writeHead(206, { ...version, ...headers }).end("xxxx");
      else sound(request, response);
    });
    await expectContent(run(url));
    expect(requests[2]!.headers.range).toBeUndefined();
  });

  test("an archive that has become shorter", async () => {
    const short = content.subarray(0, 50_000);
    let bytes = content;
    const url = await serve((request, response) => sound(request, response, bytes));
    await begin(url);
    bytes = short;
    await expectContent(run(url), short);
  });
});

describe("a server that lies about the length", () => {
  test("more than comes: given up after some attempts, and kept", async () => {
    const url = await serve((request, response) => {
      const start = Number(/\d+/.exec(request.headers.range ?? "0")![0]);
      const range = { "content-range": `bytes ${start}-${content.length + 99}/${content.length + 100}` };
      response.writeHead(start === 0 ? 200 : 206, {
        ...version,
        "content-length": content.length + 100 - start,
        ...range,
      });
      response.write(content.subarray(start), () => response.socket?.end());
    });
    await expect(run(url)).rejects.toMatchObject({ code: "DOWNLOAD_CONNECTION" });
    expect(readFileSync(join(folder, "archive.part")).equals(content)).toBe(true);
  });

  test("more comes than was announced with the first part", async () => {
    const url = await serve((request, response, count) => {
      if (count === 1) return drop(response, 120_000);
      if (count > 2) return sound(request, response);
      const range = `bytes 120000-${content.length - 1}/${content.length}`;
      response.writeHead(206, { ...version, "content-range": range, "transfer-encoding": "chunked" });
      response.end(Buffer.concat([content.subarray(120_000), content]));
    });
    await expectContent(run(url));
    expect(notes).toContainEqual(expect.stringContaining("more than the 300000 bytes"));
  });

  test("more than the disk can hold", async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { "content-length": 2 ** 52 });
      response.write("x");
    });
    await expect(run(url)).rejects.toMatchObject({
      code: "DOWNLOAD_DISK_FULL",
      message: expect.stringMatching(/4\.5 PB are missing/),
    });
    expect(requests).toHaveLength(1);
  });
});

describe("answers other than the archive", () => {
  test.each([
    [404, 1],
    [403, 1],
    [204, 1],
    [206, 1],
    [416, 1],
    [500, 4],
    [503, 4],
  ])("%i is asked for %i times", async (status, times) => {
    const url = await serve((_, response) => response.writeHead(status).end());
    await expect(run(url)).rejects.toMatchObject({
      code: times === 1 ? "DOWNLOAD_HTTP" : "DOWNLOAD_CONNECTION",
      message: expect.stringMatching(new RegExp(`^http:\\S+/atcs.tar.gz: the server answered ${status}$`)),
    });
    expect(requests).toHaveLength(times);
  });

  test("a busy server that comes back, after the time that it asks for", async () => {
    const url = await serve((request, response, count) =>
      count === 1 ? response.writeHead(429, { "retry-after": "0" }).end() : sound(request, response),
    );
    await expectContent(run(url));
    expect(notes).toEqual([expect.stringContaining("the server answered 429; tried again in 0.0 s")]);
  });

  test("one that asks for more time than anybody waits", async () => {
    const url = await serve((_, response) => response.writeHead(503, { "retry-after": "86400" }).end());
    await expect(run(url)).rejects.toMatchObject({
      code: "DOWNLOAD_HTTP",
      hint: expect.stringContaining("Try again later"),
    });
  });

  test("silence", async () => {
    const url = await serve(() => {});
    const quick = { ...settings, idleMs: 50, retry: { ...settings.retry, attempts: 2 } };
    const task = { url, folder, sha256: undefined, userAgent: "", onProgress: () => {}, onNote: () => {} };
    await expect(fetchArchive({ ...task, signal: new AbortController().signal }, quick)).rejects.toMatchObject({
      code: "DOWNLOAD_CONNECTION",
      message: expect.stringContaining("no bytes for 0.05 s"),
    });
  });

  test("nobody there", async () => {
    await expect(run(new URL("http://127.0.0.1:1/a.zip"))).rejects.toMatchObject({
      code: "DOWNLOAD_CONNECTION",
      message: "http://127.0.0.1:1/a.zip: ECONNREFUSED",
      hint: "Check the URL and the network.",
    });
    expect(readdirSync(folder)).toEqual([]);
    expect(notes).toHaveLength(3);
  });
});

describe("redirects", () => {
  const follow =
    (location: string): Handler =>
    (request, response) =>
      request.url!.startsWith("/atcs") ? response.writeHead(302, { location }).end() : sound(request, response);

  test("are followed, with the password only to the same server", async () => {
    const url = await serve(follow("/real"));
    url.username = "me";
    await expectContent(run(url));
    expect(requests.map((request) => request.headers.authorization !== undefined)).toEqual([true, true]);
    const other = await serveElsewhere();
    try {
      rmSync(join(folder, "archive"));
      server!.removeAllListeners("request");
      server!.on("request", (_, response: ServerResponse) => response.writeHead(307, { location: other.href }).end());
      await run(url);
      expect(other.seen[0]!.headers.authorization).toBeUndefined();
    } finally {
      await other.close();
    }
  });

  test.each([
    ["in a circle", "/atcs.tar.gz", /more than 10 redirects/],
    ["to another protocol", "file:///etc/passwd", /redirects to file/],
    ["to nowhere", "http://", /redirects to nowhere/],
  ])("%s are not followed", async (_, location, message) => {
    await expect(run(await serve(follow(location)))).rejects.toMatchObject({
      code: "DOWNLOAD_HTTP",
      message: expect.stringMatching(message),
    });
  });

  async function serveElsewhere() {
    const seen: IncomingMessage[] = [];
    const second = createServer((request, response) => {
      seen.push(request);
      sound(request, response);
    });
    await new Promise<void>((resolve) => second.listen(0, "127.0.0.1", resolve));
    const href = `http://127.0.0.1:${(second.address() as AddressInfo).port}/real`;
    const close = (): Promise<unknown> => {
      second.closeAllConnections();
      return new Promise((resolve) => second.close(resolve));
    };
    return { href, seen, close };
  }
});

test("what has come of another archive is neither continued nor removed", async () => {
  const url = await serve((request, response) => sound(request, response));
  await begin(url);
  const before = readFileSync(join(folder, "archive.part"));
  const other = run(new URL("/other.zip", url));
  await expect(other).rejects.toMatchObject({ code: "DOWNLOAD_OUT", message: expect.stringContaining("/atcs.tar.gz") });
  expect(readFileSync(join(folder, "archive.part")).equals(before)).toBe(true);
});

test("what has come of nobody knows what is neither continued nor removed", async () => {
  const url = await serve((request, response) => sound(request, response));
  await begin(url);
  writeFileSync(join(folder, "archive.json"), "{");
  const refused = { code: "DOWNLOAD_OUT", message: `${folder}: it holds an archive, and no record of which` };
  await expect(run(url)).rejects.toMatchObject(refused);
  renameSync(join(folder, "archive.part"), join(folder, "archive"));
  await expect(run(url)).rejects.toMatchObject(refused);
  expect(readdirSync(folder).sort()).toEqual(["archive", "archive.json"]);
  expect(requests).toHaveLength(1);
});
