import { describe, expect, it } from "vitest";
import { fixtureBytes, fixturePath } from "../../../../test/support/fixtures.ts";
import { ClosedError, open } from "../../src/index.ts";
import { dfsdElements, makeHdf4 } from "../support/hdf4-bytes.ts";

describe("reads from memory", () => {
  const large = makeHdf4(dfsdElements([1000, 1000], 24, { tag: 702, ref: 1, bytes: new Uint8Array(4_000_000) }));

  it.each([
    ["contiguous", large],
    ["chunked and compressed", fixtureBytes("hdf4/features/chunked_deflate.hdf")],
  ])("let timers run: %s", async (_, bytes) => {
    await using file = await open(bytes);
    const dataset = file.datasets().at(-1);
    const signal = AbortSignal.timeout(20);
    const start = performance.now();
    const readOn = async (): Promise<void> => {
      while (performance.now() - start < 10_000) await dataset!.read(undefined, { signal });
    };
    await expect(readOn()).rejects.toThrow("timeout");
  });

  it("let timers run: records", async () => {
    await using file = await open(fixtureBytes("hdf4/features/vdata_linked.hdf"));
    const [table] = file.tables();
    const signal = AbortSignal.timeout(20);
    const start = performance.now();
    const readOn = async (): Promise<void> => {
      while (performance.now() - start < 10_000) await table!.read({}, { signal });
    };
    await expect(readOn()).rejects.toThrow("timeout");
  });
});

describe("closing a file", () => {
  it.each(["contiguous", "chunked_deflate", "deflate"])("ends reads that are running: %s", async (name) => {
    for (const source of [
      new Blob([fixtureBytes(`hdf4/features/${name}.hdf`).slice()]),
      fixtureBytes(`hdf4/features/${name}.hdf`),
      fixturePath(`hdf4/features/${name}.hdf`),
    ]) {
      const file = await open(source);
      const [dataset] = file.datasets();
      const reading = dataset!.read();
      const rejected = expect(reading).rejects.toThrow(ClosedError);
      await file.close();
      await rejected;
    }
  });

  it("ends a read whose chunks are all decoded already", async () => {
    const file = await open(fixtureBytes("hdf4/features/chunked_deflate.hdf"));
    const [dataset] = file.datasets();
    await dataset!.read();
    const rejected = expect(dataset!.read()).rejects.toThrow(ClosedError);
    await file.close();
    await rejected;
  });

  it("ends reads of records", async () => {
    const file = await open(fixtureBytes("hdf4/features/vdata_linked.hdf"));
    const rejected = expect(file.tables()[0]!.read()).rejects.toThrow(ClosedError);
    await file.close();
    await rejected;
  });
});
