import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { fixtureBytes } from "../../../../test/support/fixtures.ts";
import { open } from "../../src/index.ts";
import { replaceCompression } from "../support/patch-hdf4.ts";
import { type SzipStream, wrapForHdf4 } from "../support/szip.ts";

const scientificData = 702;
const streams = JSON.parse(
  readFileSync(new URL("../fixtures/szip/streams.json", import.meta.url), "utf8"),
) as SzipStream[];

/** Coder 5 and its parameters, as the library writes them. */
function coderOf({ pixels, pixelsPerScanline, optionsMask, bitsPerPixel, pixelsPerBlock }: SzipStream): Uint8Array {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 5);
  view.setUint32(2, pixels);
  view.setUint32(6, pixelsPerScanline);
  view.setUint32(10, optionsMask | 0x10000);
  bytes.set([bitsPerPixel, pixelsPerBlock], 14);
  return bytes;
}

it.each([
  ["level1", 0, "smooth >i2/16 nn 8 (40, 25)", "int16"],
  ["level6", 1, "steps >f4/32 ec 16 (40, 25)", "float32"],
] as const)("reads the data set %s when it is compressed with SZIP", async (name, n, streamName, dtype) => {
  const made = streams.find((stream) => stream.name === streamName)!;
  const bytes = replaceCompression(
    fixtureBytes("hdf4/features/deflate.hdf"),
    scientificData,
    n,
    coderOf(made),
    wrapForHdf4(made).input,
  );
  await using file = await open(bytes);
  const dataset = file.dataset(name, dtype);
  expect(dataset.compression).toEqual([
    { name: "szip", parameters: { optionsMask: made.optionsMask, pixelsPerBlock: made.pixelsPerBlock } },
  ]);
  const { data } = await dataset.read();
  const expected = Buffer.from(made.decoded, "base64");
  const values = Array.from(data, (_, i) =>
    dtype === "int16" ? expected.readInt16BE(2 * i) : expected.readFloatBE(4 * i),
  );
  expect(Array.from(data)).toEqual(values);
});
