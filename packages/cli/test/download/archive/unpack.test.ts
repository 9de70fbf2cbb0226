import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { seededRandom } from "@atcs/colocate";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { detectFormat } from "../../../src/download/archive/detect-format.ts";
import type { ContentLimits } from "../../../src/download/archive/entry-checker.ts";
import { type ArchiveContents, takeInventory } from "../../../src/download/archive/inventory.ts";
import { unpackArchive } from "../../../src/download/archive/unpack.ts";
import { CommandError } from "../../../src/errors.ts";
import { type TestEntry, tarBytes, tarGz, type ZipEntry, zipBytes } from "../support/archives.ts";

const root = mkdtempSync(join(tmpdir(), "atcs-unpack-"));
afterAll(() => rmSync(root, { recursive: true }));
const path = join(root, "archive");
const out = join(root, "out");
beforeEach(() => rmSync(out, { recursive: true, force: true }));

interface Trial {
  readonly limits?: Partial<ContentLimits>;
  readonly signal?: AbortSignal;
}

/** Look through an archive as the command does. */
async function look(bytes: Uint8Array, { limits, signal = new AbortController().signal }: Trial = {}) {
  writeFileSync(path, bytes);
  const task = {
    path,
    format: await detectFormat(path),
    limits: { freeBytes: 1e12, maxRatio: 250, smallBytes: 10e6, archiveBytes: bytes.length, ...limits },
    signal,
    onProgress: () => {},
  };
  return { task, contents: await takeInventory(task) };
}

async function unpack(bytes: Uint8Array, trial?: Trial): Promise<ArchiveContents> {
  const { task, contents } = await look(bytes, trial);
  await unpackArchive(task, out);
  return contents;
}

function files(folder = out): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    entries
      .filter((entry) => !entry.isDirectory())
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort()
      .map((file) => [file.slice(folder.length + 1), readFileSync(file, "utf8")]),
  );
}

const long = `${"d".repeat(90)}/${"e".repeat(90)}/f.txt`;
const big = "0123456789".repeat(100_000);
const sound = [
  { path: "top/" },
  { path: "top/a.txt", content: "one" },
  { path: "top/empty", content: "" },
  { path: "./top/sub/b.txt", content: big },
  { path: long, content: "long" },
  { path: "Größe.txt", content: "ü" },
];
const unpacked = { "top/a.txt": "one", "top/empty": "", "top/sub/b.txt": big, [long]: "long", "Größe.txt": "ü" };
const asTar = (entries: readonly { path: string }[]): TestEntry[] =>
  entries.map((entry) => (entry.path.endsWith("/") ? { ...entry, type: "Directory" } : entry));

describe("what an archive holds is unpacked", () => {
  test.each([
    ["tar", tarBytes(asTar(sound))],
    ["tar.gz", tarGz(asTar(sound))],
    [
      "tar.gz of several parts",
      Buffer.concat([
        gzipSync(tarBytes(asTar(sound)).subarray(0, 777)),
        gzipSync(tarBytes(asTar(sound)).subarray(777)),
      ]),
    ],
    ["zip", zipBytes(sound)],
    ["zip, stored", zipBytes(sound.map((entry) => ({ ...entry, method: 0 })))],
  ])("%s", async (_, bytes) => {
    expect(await unpack(bytes)).toMatchObject({ files: 5, bytes: 1_000_009, links: 0 });
    expect(files()).toEqual(unpacked);
  });

  test("backslashes of zip archives made on Windows separate", async () => {
    await unpack(zipBytes([{ path: "a\\b.txt", content: "x" }]));
    expect(files()).toEqual({ "a/b.txt": "x" });
  });

  test("an archive without files", async () => {
    for (const bytes of [tarBytes([]), zipBytes([])]) {
      rmSync(out, { recursive: true, force: true });
      expect(await unpack(bytes)).toMatchObject({ files: 0, bytes: 0 });
      expect(readdirSync(out)).toEqual([]);
    }
  });
});

describe("links are left out", () => {
  test("tar", async () => {
    const contents = await unpack(
      tarBytes([
        { path: "link", type: "SymbolicLink", linkpath: "/etc" },
        { path: "link/passwd", content: "mine" },
        { path: "hard", type: "Link", linkpath: "link/passwd" },
      ]),
    );
    expect(contents).toMatchObject({ files: 1, links: 2, firstLink: "link" });
    expect(files()).toEqual({ "link/passwd": "mine" });
  });

  test("zip", async () => {
    const contents = await unpack(
      zipBytes([
        { path: "link", content: "/etc", mode: 0o120777 },
        { path: "link/passwd", content: "mine", mode: 0o100644 },
      ]),
    );
    expect(contents).toMatchObject({ files: 1, links: 1 });
    expect(files()).toEqual({ "link/passwd": "mine" });
  });
});

const outside = "DOWNLOAD_UNSAFE";
const hostile: [string, TestEntry[], string, RegExp][] = [
  ["..", [{ path: "../evil" }], outside, /leads out/],
  [".. within", [{ path: "a/../../evil" }], outside, /leads out/],
  ["an absolute path", [{ path: "/tmp/evil" }], outside, /absolute/],
  ["a drive", [{ path: "C:evil" }], outside, /on all systems/],
  ["a device of Windows", [{ path: "a/nul.npy" }], outside, /device of Windows/],
  ["names that differ in case", [{ path: "a/x" }, { path: "A/X" }], outside, /same name on some systems as "a"/],
  ["files that differ in case", [{ path: "a/x" }, { path: "a/X" }], outside, /same name on some systems as "a\/x"/],
  ["composed characters", [{ path: "é" }, { path: "e\u0301" }], outside, /same name on some systems/],
  [
    "a file twice",
    [
      { path: "a", content: "1" },
      { path: "./a", content: "2" },
    ],
    outside,
    /twice/,
  ],
  ["a file that is a directory", [{ path: "a", content: "1" }, { path: "a/b" }], outside, /twice/],
  ["a directory that is a file", [{ path: "a/b" }, { path: "a", content: "1" }], outside, /twice/],
  ["a control character", [{ path: "a\u001b[2J" }], outside, /control character/],
];

describe("hostile names are refused before anything is written", () => {
  test.each(hostile)("tar: %s", async (_, entries, code, message) => {
    await expect(unpack(tarBytes([{ path: "good" }, ...entries]))).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
    expect(existsSync(out)).toBe(false);
  });

  test.each(hostile)("zip: %s", async (_, entries, code, message) => {
    await expect(unpack(zipBytes([{ path: "good" }, ...(entries as ZipEntry[])]))).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
    expect(existsSync(out)).toBe(false);
  });

  test.each([
    ["a device", tarBytes([{ path: "a", type: "CharacterDevice" }]), /"a": a device/],
    ["a pipe", tarBytes([{ path: "a", type: "FIFO" }]), /"a": a named pipe/],
    ["a device in a zip", zipBytes([{ path: "a", mode: 0o020644 }]), /"a": a device/],
    ["a file with holes", tarBytes([{ path: "./GNUSparseFile.12/a" }]), /sparse/],
    ["a file with holes in GNU's form", withType(tarBytes([{ path: "a" }]), "S"), /sparse/],
    ["an unknown kind", withType(tarBytes([{ path: "a" }]), "Z"), /unknown kind/],
  ])("%s", async (_, bytes, message) => {
    await expect(unpack(bytes)).rejects.toMatchObject({ code: outside, message: expect.stringMatching(message) });
  });
});

describe("what is damaged is told", () => {
  const whole = tarGz(asTar(sound));
  const tar = tarBytes(asTar(sound));
  const flipped = Buffer.from(whole);
  flipped[whole.length - 6]! ^= 1;
  test.each<[string, Uint8Array, RegExp]>([
    ["a cut tar.gz", whole.subarray(0, whole.length - 20), /damaged gzip data \(unexpected end of file\)/],
    ["a tar.gz with a wrong sum", flipped, /damaged gzip data \(incorrect data check\)/],
    ["a tar cut within a file", tar.subarray(0, 3000), /damaged tar archive \(Truncated input/],
    ["a tar cut between files", tarBytes([{ path: "a", content: "1" }], { end: false }), /ends before the end/],
    ["a header with a wrong sum", overwrite(tar, 512 + 10, "x"), /damaged tar archive \(checksum failure/],
    ["an entry of endless size", paxSize("1e400"), /damaged tar archive \(an entry of Infinity bytes/],
    ["a header of 2 MB", paxSize("1", 2e6), /a header of \d+ bytes/],
    ["gzip of something else", gzipSync(big), /no tar archive/],
    ["gzip of gzip", gzipSync(whole), /no tar archive/],
    ["gzip of nothing", gzipSync(""), /no tar archive/],
    ["nothing", Buffer.alloc(0), /it is empty/],
    ["a web page", Buffer.from("\n<!DOCTYPE html><html>"), /got a web page/],
    ["xz", Buffer.from("fd377a585a0000", "hex"), /got xz data/],
    ["noise", Buffer.from("hello"), /got something else/],
    ["a zip with a wrong sum", zipBytes([{ path: "a", content: "x", crc: 7 }]), /the checksum of "a" is wrong/],
    ["a cut zip", zipBytes(sound).subarray(0, -30), /damaged zip archive/],
    ["a zip with a password", zipBytes([{ path: "a", content: "x", flags: 1 }]), /"a" cannot be unpacked.*encrypted/],
    [
      "a zip packed in another way",
      zipBytes([{ path: "a", content: "x", method: 14 }]),
      /unsupported compression method: 14/,
    ],
    ["a zip that lies about a size: less", zipBytes([{ path: "a", content: big, size: 10 }]), /"a" cannot be unpacked/],
    [
      "a zip that lies about a size: more",
      zipBytes([{ path: "a", content: "x", size: 1e6 }]),
      /"a" cannot be unpacked/,
    ],
  ])("%s", async (_, bytes, message) => {
    await expect(unpack(bytes)).rejects.toMatchObject({
      code: "DOWNLOAD_ARCHIVE",
      message: expect.stringMatching(message),
    });
  });

  test("a negative size does not hang", async () => {
    const bytes = tarBytes([{ path: "a", content: "1" }]);
    // In base 256, as GNU writes large numbers: -512.
    bytes.fill(0xff, 124, 136).writeUInt16BE(0xfe00, 134);
    fixSum(bytes);
    await expect(unpack(bytes)).rejects.toMatchObject({ code: "DOWNLOAD_ARCHIVE" });
  });
});

describe("too much is refused before anything is written", () => {
  const zeros = Buffer.alloc(3e6);
  test.each([
    ["tar.gz", tarGz([{ path: "a", content: zeros }])],
    ["zip", zipBytes([{ path: "a", content: zeros }])],
  ])("for the disk: %s", async (_, bytes) => {
    const trial = unpack(bytes, { limits: { freeBytes: 66e6 } });
    await expect(trial).rejects.toMatchObject({
      code: "DOWNLOAD_TOO_LARGE",
      message: "unpacked, the archive has 3 MB or more, and the disk has room for 66 MB",
    });
    expect(existsSync(out)).toBe(false);
  });

  test("a zip bomb: what lies about nothing", async () => {
    const bomb = zipBytes(Array.from({ length: 40 }, (_, i) => ({ path: `a${i}`, content: zeros })));
    await expect(unpack(bomb)).rejects.toMatchObject({
      code: "DOWNLOAD_TOO_LARGE",
      message: expect.stringMatching(/^unpacked, the archive has more than 250 times its/),
      hint: "--max-ratio allows more.",
    });
    expect(existsSync(out)).toBe(false);
    expect((await look(bomb, { limits: { maxRatio: 2000 } })).contents.bytes).toBe(120e6);
  });

  test("a gzip bomb is given up where it is too much, not at its end", async () => {
    // 40 parts of zeros behind a header that announces them all.
    const header = tarBytes([{ path: "a", size: 120e6 }], { end: false });
    const bomb = Buffer.concat([gzipSync(header), ...Array.from({ length: 40 }, () => gzipZeros)]);
    await expect(unpack(bomb)).rejects.toMatchObject({ code: "DOWNLOAD_TOO_LARGE" });
  });
  const gzipZeros = gzipSync(zeros);

  test("small archives may be packed well", async () => {
    expect(await unpack(tarGz([{ path: "a", content: zeros }]))).toMatchObject({ bytes: 3e6 });
  });
});

describe("bytes that were changed anywhere end in an error of the archive, or in files below the directory", () => {
  const few: TestEntry[] = [
    { path: "a/b.txt", content: "one" },
    { path: `${"c".repeat(120)}/d`, content: "two ".repeat(300) },
  ];
  test.each([
    ["tar", tarBytes(few)],
    ["tar.gz", tarGz(few)],
    ["zip", zipBytes(few as ZipEntry[])],
  ])("%s", async (_, bytes) => {
    const random = seededRandom(1, "fuzz");
    for (let round = 0; round < 150; round++) {
      const changed = Buffer.from(bytes);
      for (let i = 0; i < 3; i++) changed[Math.floor(random() * changed.length)] = Math.floor(256 * random());
      rmSync(out, { recursive: true, force: true });
      try {
        await unpack(changed);
      } catch (error) {
        expect(error).toBeInstanceOf(CommandError);
      }
    }
    expect(readdirSync(root).filter((name) => name !== "archive" && name !== "out")).toEqual([]);
  });
});

test("nothing that is there is overwritten or followed", async () => {
  const { task } = await look(tarBytes([{ path: "a/b", content: "new" }]));
  await unpackArchive(task, out);
  await expect(unpackArchive(task, out)).rejects.toMatchObject({ code: "OUTPUT" });
  rmSync(out, { recursive: true });
  symlinkSync(root, out);
  await expect(unpackArchive(task, out)).rejects.toMatchObject({ code: "OUTPUT" });
  rmSync(out);
});

test("an abort ends it", async () => {
  const controller = new AbortController();
  const { task } = await look(tarGz(asTar(sound)));
  const onProgress = (): void => controller.abort(new Error("enough"));
  await expect(unpackArchive({ ...task, signal: controller.signal, onProgress }, out)).rejects.toThrow("enough");
});

function overwrite(bytes: Buffer, at: number, text: string): Buffer {
  const copy = Buffer.from(bytes);
  copy.write(text, at, "latin1");
  return copy;
}

function withType(bytes: Buffer, type: string): Buffer {
  return fixSum(overwrite(bytes, 156, type));
}

/** Of the first header. */
function fixSum(bytes: Buffer): Buffer {
  bytes.fill(0x20, 148, 156);
  const sum = bytes.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return bytes;
}

/** A file whose pax header gives its size, padded by a comment. */
function paxSize(size: string, padding = 0): Buffer {
  const record = (key: string, value: string): string => {
    const rest = ` ${key}=${value}\n`;
    let length = rest.length + 1;
    while (String(length).length + rest.length !== length) length++;
    return `${length}${rest}`;
  };
  const content = record("size", size) + (padding > 0 ? record("comment", "c".repeat(padding)) : "");
  const header = withType(tarBytes([{ path: "pax", content }], { end: false }), "x");
  return Buffer.concat([header, tarBytes([{ path: "a", content: "1" }])]);
}
