import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { findPython, runPython } from "../../../../../test/support/python.ts";
import { decodeSzip } from "../../../src/hdf4/codecs/index.ts";
import { type SzipStream, wrapForHdf4 } from "../../support/szip.ts";

const { python, reason } = findPython("h5py", "numpy");
const script = readFileSync(fileURLToPath(new URL("../../fixtures/szip/make_streams.py", import.meta.url)), "utf8");

it.skipIf(python === undefined)(`decodes 300 random streams of libaec ${reason}`, () => {
  const streams = JSON.parse(runPython(python!, script, ["121", "300"])) as SzipStream[];
  expect(streams).toHaveLength(300);
  for (const made of streams) {
    const { input, params, expected } = wrapForHdf4(made);
    expect(Buffer.compare(decodeSzip(input, params, expected.length, {}), expected), made.name).toBe(0);
  }
});
