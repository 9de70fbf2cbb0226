import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ClosedError, isHdfError } from "../../src/errors.ts";
import { ByteReader } from "../../src/source/byte-reader.ts";
import { resolveSource } from "../../src/source/resolve.ts";
import type { RandomAccessSource } from "../../src/source/types.ts";
import { CountingSource } from "../support/counting-source.ts";

const content = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7919) >> 3);
const folder = mkdtempSync(join(tmpdir(), "atcs-read-into-"));
const path = join(folder, "content.bin");
writeFileSync(path, content);
afterAll(() => rmSync(folder, { recursive: true }));

async function readerOf(source: string | Uint8Array | CountingSource): Promise<ByteReader> {
  const opened = await resolveSource(source);
  return new ByteReader(opened.source, opened.name);
}

describe("readInto", () => {
  it.each([
    ["a file", path],
    ["bytes", content],
    ["another source", new CountingSource(content)],
  ])("fills a part of an array from %s", async (_, source) => {
    const reader = await readerOf(source);
    for (const [offset, length] of [
      [0, 0],
      [5, 10],
      [1000, 200_000],
      [300_000 - 70_000, 70_000],
    ] as const) {
      const target = new Uint8Array(length + 2);
      await reader.readInto(target.subarray(1, 1 + length), offset);
      expect(Buffer.compare(target.subarray(1, 1 + length), content.subarray(offset, offset + length))).toBe(0);
      expect([target[0], target.at(-1)]).toEqual([0, 0]);
    }
    await reader.close();
  });

  it("refuses what is not in the file, and a closed one", async () => {
    const reader = await readerOf(path);
    const target = new Uint8Array(100_000);
    await expect(reader.readInto(target, 250_000)).rejects.toSatisfy((error) => isHdfError(error, "HDF_DAMAGED"));
    const reason = new Error("enough");
    await expect(reader.readInto(target, 0, AbortSignal.abort(reason))).rejects.toBe(reason);
    await reader.close();
    await expect(reader.readInto(target, 0)).rejects.toSatisfy((error) => isHdfError(error, "HDF_CLOSED"));
  });

  it("reports a source that gives too little", async () => {
    const source = { size: 100_000, read: () => new Uint8Array(0), readInto: () => Promise.resolve(7) };
    await expect(new ByteReader(source, "s").readInto(new Uint8Array(100_000), 0)).rejects.toThrow(
      "asked for 100000 bytes, the source gave 7",
    );
  });

  it("tells the source the signal, and ends when the file is closed", async () => {
    const signals: unknown[] = [];
    let answer = (): void => {};
    const asked = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const source: RandomAccessSource = {
      size: 100_000,
      read: () => new Uint8Array(0),
      readInto: async (target, _, options) => {
        signals.push(options?.signal);
        await asked;
        return target.length;
      },
    };
    const reader = new ByteReader(source, "s");
    const { signal } = new AbortController();
    const rejected = expect(reader.readInto(new Uint8Array(100_000), 0, signal)).rejects.toThrow(ClosedError);
    expect(signals).toEqual([signal]);
    await reader.close();
    answer();
    await rejected;
  });
});
