import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PipelinedReader, type PipelineOptions } from "../../../src/transport/sftp/_pipelined-reader.ts";
import { pattern, readAll } from "./_archive.ts";

const content = pattern(10_000);

/** A reader of the content; `most` is the largest number of bytes that it had asked for and not been given. */
function readerOf(options: Partial<PipelineOptions> = {}, answer = (length: number) => length) {
  const asked = { most: 0, now: 0, requests: 0, isAll: false };
  const reader = new PipelinedReader({
    origin: "sftp://me@h:22",
    path: "/a",
    offset: 0,
    size: content.length,
    window: 4000,
    requestBytes: 1000,
    onAllAsked: () => {
      asked.isAll = true;
    },
    async readRange(buffer, start, length, position) {
      asked.requests++;
      asked.now += length;
      asked.most = Math.max(asked.most, asked.now);
      // Replies come in any order.
      for (let wait = position % 3; wait >= 0; wait--) await Promise.resolve();
      asked.now -= length;
      const count = answer(length);
      content.copy(buffer, start, position, position + count);
      return Math.min(count, content.length - position);
    },
    ...options,
  });
  return { reader, asked };
}

describe("a pipelined reader", () => {
  test("asks for no more than the window ahead, and hands on what came in order", async () => {
    const { reader, asked } = readerOf();
    expect((await readAll(reader.pieces(undefined))).bytes.equals(content)).toBe(true);
    expect(asked).toEqual({ most: 4000, now: 0, requests: 10, isAll: true });
    expect(reader.pending).toBe(0);
  });

  test("asks for more only when what came was taken", async () => {
    const { reader, asked } = readerOf();
    const pieces = reader.pieces(undefined);
    let taken = 0;
    for await (const piece of pieces) {
      expect(asked.requests * 1000 - taken).toBeLessThanOrEqual(4000);
      expect(piece.length).toBeLessThanOrEqual(4000);
      taken += piece.length;
    }
    expect(taken).toBe(content.length);
  });

  test("asks again for the rest of an answer that is too short", async () => {
    const { reader } = readerOf({}, (length) => Math.ceil(length / 3));
    expect((await readAll(reader.pieces(undefined))).bytes.equals(content)).toBe(true);
  });

  test("gives out what came before the end of a file that became shorter", async () => {
    const { reader } = readerOf({ size: 12_000 });
    const { bytes, error } = await readAll(reader.pieces(undefined));
    expect(bytes.equals(content)).toBe(true);
    expect(error).toMatchObject({ code: "ARCHIVE_CHANGED", message: expect.stringContaining("ends at byte 10000") });
    expect(reader.pending).toBe(0);
  });

  test("gives out what came before an error", async () => {
    const lost = new Error("lost");
    const { reader } = readerOf({
      readRange: async (buffer, start, length, position) => {
        if (position >= 3000) throw lost;
        content.copy(buffer, start, position, position + length);
        return length;
      },
    });
    const { bytes, error } = await readAll(reader.pieces(undefined));
    expect([bytes.equals(content.subarray(0, 3000)), error]).toEqual([true, lost]);
  });

  test("ends with the reason of a signal", async () => {
    const abort = new AbortController();
    const { reader } = readerOf();
    const pieces = reader.pieces(abort.signal);
    await pieces.next();
    abort.abort(new Error("enough"));
    await expect(pieces.next()).rejects.toThrow("enough");
  });

  test("gives the same bytes for any window, request, offset and length of answers", async () => {
    const length = fc.integer({ min: 1, max: 6000 });
    await fc.assert(
      fc.asyncProperty(
        length,
        length,
        fc.nat(content.length),
        fc.integer({ min: 100, max: 5000 }),
        async (window, requestBytes, offset, most) => {
          const { reader, asked } = readerOf({ window, requestBytes: Math.max(requestBytes, 50), offset }, (wanted) =>
            Math.min(wanted, most),
          );
          expect((await readAll(reader.pieces(undefined))).bytes.equals(content.subarray(offset))).toBe(true);
          expect(asked.most).toBeLessThanOrEqual(window);
        },
      ),
      { numRuns: 50 },
    );
  });
});
