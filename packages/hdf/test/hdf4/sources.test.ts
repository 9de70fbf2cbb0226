import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { fixtureBytes, fixtureJson, fixturePath } from "../../../../test/support/fixtures.ts";
import { isHdfError } from "../../src/errors.ts";
import { open } from "../../src/open.ts";
import { CountingSource } from "../support/counting-source.ts";
import { makeHdf4, manyDfsdElements, record } from "../support/hdf4-bytes.ts";
import { type ExpectedFile, expectFile } from "../support/hdf4-expected.ts";

const name = "hdf4/features/chunked_deflate";
const external = "hdf4/features/external";
const folder = mkdtempSync(join(tmpdir(), "atcs-hdf4-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("sources", () => {
  const bytes = fixtureBytes(`${name}.hdf`);
  // A view that does not begin at a multiple of any element size.
  const shifted = new Uint8Array(bytes.length + 3).subarray(3);
  shifted.set(bytes);

  it.each([
    ["a path", fixturePath(`${name}.hdf`)],
    ["a URL", pathToFileURL(fixturePath(`${name}.hdf`))],
    ["bytes", bytes],
    ["bytes within a buffer", shifted],
    ["a buffer", bytes.slice().buffer],
    ["a Blob", new Blob([bytes.slice()])],
    ["a random-access source", new CountingSource(bytes)],
  ])("reads %s", async (_, source) => {
    await using file = await open(source);
    await expectFile(file, fixtureJson<ExpectedFile>(`${name}.json`));
  });

  it("leaves the bytes it is given as they are", async () => {
    const own = fixtureBytes("hdf4/features/contiguous.hdf");
    const before = own.slice();
    await using file = await open(own);
    for (const dataset of file.datasets()) await dataset.read();
    expect(Buffer.compare(own, before)).toBe(0);
  });

  it("closes a source once, and rejects what comes later", async () => {
    const source = new CountingSource(bytes);
    const file = await open(source);
    const [dataset] = file.datasets();
    await dataset!.read();
    await Promise.all([file.close(), file.close()]);
    expect(source.closed).toBe(1);
    await expect(dataset!.read()).rejects.toSatisfy((error) => isHdfError(error, "HDF_CLOSED"));
  });

  it("closes with `using`", async () => {
    const source = new CountingSource(bytes);
    {
      using file = await open(source);
      expect(file.datasets().length).toBeGreaterThan(0);
    }
    expect(source.closed).toBe(1);
  });

  it("stops when it is told to", async () => {
    await using file = await open(bytes);
    const reason = new Error("enough");
    const signal = AbortSignal.abort(reason);
    await expect(file.datasets()[0]!.read(undefined, { signal })).rejects.toBe(reason);
    await expect(open(bytes, { signal })).rejects.toBe(reason);
    // An aborted read does not spoil later ones.
    const controller = new AbortController();
    const reading = file.datasets()[0]!.read(undefined, { signal: controller.signal });
    controller.abort(reason);
    await expect(reading).rejects.toBe(reason);
    await expectFile(file, fixtureJson<ExpectedFile>(`${name}.json`));
  });

  it("returns at most maxBytes", async () => {
    await using file = await open(fixturePath("hdf4/features/contiguous.hdf"), { maxBytes: 1000 });
    const dataset = file.datasets().find(({ shape }) => shape.reduce((a, b) => a * b, 1) > 5000)!;
    await expect(dataset.read()).rejects.toSatisfy((error) => isHdfError(error, "HDF_LIMIT"));
    const first = await dataset.read(dataset.shape.map(() => [0, 1] as const));
    expect(first.size).toBe(1);
  });

  it("limits records and whole decoding, too", async () => {
    await using tables = await open(fixturePath("hdf4/features/vdata_linked.hdf"), { maxBytes: 48 });
    const [table] = tables.tables();
    await expect(table!.read()).rejects.toSatisfy((error) => isHdfError(error, "HDF_LIMIT"));
    expect(Object.keys(await table!.read({ start: 1, stop: 2 }))).toEqual(table!.fields.map((field) => field.name));
    await using deflated = await open(fixturePath("hdf4/features/deflate.hdf"), { maxBytes: 16 });
    const [dataset] = deflated.datasets();
    await expect(
      dataset!.read(
        [
          [0, 1],
          [0, 1],
        ].slice(0, dataset!.shape.length) as [0, 1][],
      ),
    ).rejects.toSatisfy((error) => isHdfError(error, "HDF_LIMIT"));
  });
});

describe("external elements", () => {
  it("asks for another way when there is no directory to look in", async () => {
    await using file = await open(fixtureBytes(`${external}.hdf`));
    await expect(file.dataset("outside").read()).rejects.toSatisfy(
      (error) => isHdfError(error, "HDF_UNSUPPORTED") && error.message.includes("openExternal"),
    );
    expect((await file.dataset("inside").read()).shape).toEqual([6, 5]);
  });

  it("opens them with the option openExternal", async () => {
    const source = new CountingSource(fixtureBytes("hdf4/features/external_data.bin"));
    const names: string[] = [];
    const openExternal = async (fileName: string): Promise<CountingSource> => {
      names.push(fileName);
      return source;
    };
    const file = await open(fixtureBytes(`${external}.hdf`), { openExternal });
    await expectFile(file, fixtureJson<ExpectedFile>(`${external}.json`));
    expect(new Set(names)).toEqual(new Set(["external_data.bin"]));
    await file.close();
    expect(source.closed).toBeGreaterThan(0);
  });

  it("opens a file once for all elements in it", async () => {
    const name = "data.bin";
    const sets = Array.from({ length: 50 }, (_, i) => ({
      tag: 702 | 0x4000,
      ref: i + 1,
      bytes: record([2, 2], [4, 2], [4, 2 * i], [4, name.length], name),
    }));
    const source = new CountingSource(Uint8Array.from({ length: 100 }, (_, i) => i));
    const names: string[] = [];
    const openExternal = async (fileName: string): Promise<CountingSource> => {
      names.push(fileName);
      if (names.length === 1) throw new Error("not yet");
      return source;
    };
    const file = await open(makeHdf4(manyDfsdElements([2], 21, sets)), { openExternal });
    await expect(file.dataset("Data-Set-1").read()).rejects.toThrow("not yet");
    const values = await Promise.all(sets.map(({ ref }) => file.dataset(`Data-Set-${ref}`).read()));
    expect(values.flatMap(({ data }) => [...(data as Uint8Array)])).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect(names).toEqual([name, name]);
    await file.close();
    expect(source.closed).toBe(1);
  });

  it("reports an external file that is missing or too short", async () => {
    const path = join(folder, "external.hdf");
    copyFileSync(fixturePath(`${external}.hdf`), path);
    await using file = await open(path);
    await expect(file.dataset("outside").read()).rejects.toSatisfy((error) => isHdfError(error, "HDF_IO"));
    await using short = await open(path, { openExternal: () => new Uint8Array(10) });
    await expect(short.dataset("outside").read()).rejects.toSatisfy((error) => isHdfError(error, "HDF_DAMAGED"));
    await using failing = await open(path, {
      openExternal: () => {
        throw new Error("no such thing");
      },
    });
    await expect(failing.dataset("outside").read()).rejects.toThrow("no such thing");
  });

  it.each(["../secret", "/etc/hostname.bin", "a/../../b", "..", ""])(
    "does not follow %j out of the directory",
    async (to) => {
      const bytes = fixtureBytes(`${external}.hdf`);
      const from = new TextEncoder().encode("external_data.bin");
      // The name is stored with its length in front.
      for (let at = Buffer.from(bytes).indexOf(from); at >= 0; at = Buffer.from(bytes).indexOf(from, at + 1)) {
        bytes.fill(0, at, at + from.length);
        bytes.set(new TextEncoder().encode(to), at);
      }
      const path = join(folder, "escape.hdf");
      const { writeFileSync } = await import("node:fs");
      writeFileSync(path, bytes);
      await using file = await open(path);
      await expect(file.dataset("outside").read()).rejects.toSatisfy((error) => isHdfError(error, "HDF_UNSUPPORTED"));
    },
  );
});
