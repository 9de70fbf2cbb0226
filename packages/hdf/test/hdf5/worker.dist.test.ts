import { spawnSync } from "node:child_process";
import { openAsBlob } from "node:fs";
import { describe, expect, test } from "vitest";
import { fixturePath } from "../../../../test/support/fixtures.ts";
import type * as Built from "../../src/index.ts";
import { expectFile, h5Bytes, h5Path, h5Truth, listTruth } from "./_truth.ts";

// Workers are files: they exist only in the built package.
const builtUrl = new URL("../../dist/index.js", import.meta.url);
const { isHdfError, open } = (await import(builtUrl.href)) as typeof Built;

const granule = fixturePath("granules/POLDER3_L1B-BG1-080176M_2008-06-03T01-27-40_V1-01.h5");
const blobOf = (name: string): Blob => new Blob([h5Bytes(name)]);

describe("a Blob in a worker", () => {
  test.each(["types", "layouts", "latest"])("%s, as h5py reads it", async (name) => {
    await using file = await open(blobOf(`${name}.h5`));
    await expectFile(file, h5Truth(`${name}.json`));
  });

  test("tables, dimensions and links", async () => {
    await using tables = await open(blobOf("tables.h5"));
    const truth = h5Truth<Record<string, Record<string, unknown[]>>>("tables.json");
    for (const [name, columns] of Object.entries(truth)) {
      const found = await tables.table(name).read();
      for (const [field, values] of Object.entries(columns)) expect(listTruth(found[field]!)).toEqual(values);
    }
    await using structure = await open(blobOf("structure.h5"));
    expect(structure.dataset("grid").dimensions.map(({ name }) => name)).toEqual(["lat", "longitude axis", "pair"]);
    expect(structure.dataset("a/self/self/values").shape).toEqual([4]);
    expect(structure.datasets()).toHaveLength(12);
  });

  test("damage is typed and names the Blob; the rest is there", async () => {
    await using file = await open(blobOf("damaged.h5"), { name: "blob.h5" });
    expect(file.dataset("good").attributes.note).toBe("fine");
    expect(() => file.get("bad")).toThrow(/^blob\.h5, "bad": libhdf5 cannot read it/);
    const cut = open(blobOf("types.h5").slice(0, 5000), { name: "cut.h5" });
    await expect(cut).rejects.toSatisfy((error) => isHdfError(error, "HDF_DAMAGED"));
    await expect(cut).rejects.toThrow(/^cut\.h5: .*truncated file/);
  });

  test("attributes are read at once, but no more of them than maxBytes", async () => {
    await using file = await open(blobOf("latest.h5"), { maxBytes: 72_050 });
    const { attributes } = file.dataset("zeta");
    expect(() => attributes.big).toThrow(/^.*"zeta@big": .*open it by path or bytes$/);
    expect(Object.keys(file.dataset("mid").attributes)).toHaveLength(30);
    expect(file.dataset("mid").attributes["attribute 07"]).toBe(22n);
  });

  test("a window of a file on disk, without reading the whole", async () => {
    const blob = await openAsBlob(granule);
    let asked = 0;
    const slice = blob.slice.bind(blob);
    blob.slice = (start = 0, end = blob.size, ...rest) => {
      asked += end - start;
      return slice(start, end, ...rest);
    };
    await using file = await open(blob);
    await using direct = await open(granule);
    const window = [
      [1300, 1400],
      [3550, 3650],
    ] as const;
    const found = await file.dataset("Data_Directional_Fields/I443NP").read(window);
    expect(found.data).toEqual((await direct.dataset("Data_Directional_Fields/I443NP").read(window)).data);
    expect(asked).toBeLessThan(blob.size / 2);
  });

  test("abort and close reject at once, also while libhdf5 is busy", async () => {
    const file = await open(await openAsBlob(granule));
    const dataset = file.dataset("Data_Directional_Fields/I443NP");
    const controller = new AbortController();
    const reason = new Error("enough");
    const aborted = dataset.read([], { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 20);
    await expect(aborted).rejects.toBe(reason);
    const closed = dataset.read();
    setTimeout(() => void file.close(), 20);
    await expect(closed).rejects.toSatisfy((error) => isHdfError(error, "HDF_CLOSED"));
    await expect(dataset.read([0, 0])).rejects.toSatisfy((error) => isHdfError(error, "HDF_CLOSED"));
  });

  test("an aborted open rejects with the reason", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const opening = open(blobOf("types.h5"), { signal: controller.signal });
    controller.abort(reason);
    await expect(opening).rejects.toBe(reason);
  });

  test("data behind 4 GiB", async () => {
    // A user block of 8 GiB. Node 20 cannot make such a Blob (openAsBlob gives its size modulo 2^32).
    const bytes = h5Bytes("types.h5");
    const start = 2 ** 33;
    class LargeBlob extends Blob {
      override get size(): number {
        return start + bytes.length;
      }
      override slice(from: number, to: number): Blob {
        const empty = new Uint8Array(Math.max(0, Math.min(to, start) - from));
        return new Blob([empty, bytes.subarray(Math.max(0, from - start), Math.max(0, to - start))]);
      }
    }
    await using file = await open(new LargeBlob());
    await expectFile(file, h5Truth("types.json"));
  });

  test("an open file keeps no process alive", () => {
    const script = `
      import { openAsBlob } from "node:fs";
      import { open } from ${JSON.stringify(builtUrl.href)};
      const file = await open(await openAsBlob(${JSON.stringify(h5Path("types.h5"))}));
      await file.dataset("le_i4").read();
      console.log("done");`;
    const result = spawnSync(process.execPath, ["--no-warnings", "--input-type=module", "-e", script], {
      encoding: "utf8",
      timeout: 15_000,
    });
    expect(result).toMatchObject({ status: 0, stdout: "done\n", stderr: "" });
  });
});

test.each([1, 20])("close with %i reads under way ends, and so do the reads", (reads) => {
  const script = `
    import { openAsBlob } from "node:fs";
    import { open } from ${JSON.stringify(builtUrl.href)};
    const file = await open(await openAsBlob(${JSON.stringify(h5Path("layouts.h5"))}));
    const datasets = file.datasets().filter(({ chunks }) => chunks !== null).slice(0, 5);
    const under = Array.from({ length: ${reads} }, (_, i) => datasets[i % datasets.length].read());
    const outcomes = Promise.allSettled(under);
    await file.close();
    console.log([...new Set((await outcomes).map(({ status, reason }) => reason?.code ?? status))].join());`;
  const result = spawnSync(process.execPath, ["--no-warnings", "--input-type=module", "-e", script], {
    encoding: "utf8",
    timeout: 15_000,
  });
  expect(result).toMatchObject({ status: 0, stdout: "HDF_CLOSED\n", stderr: "" });
});

test("h5wasm is loaded with the first HDF5 file, not before", () => {
  const script = `
    import { open } from ${JSON.stringify(builtUrl.href)};
    const { instantiate } = WebAssembly;
    let count = 0;
    WebAssembly.instantiate = (...args) => (count++, instantiate(...args));
    await open(${JSON.stringify(fixturePath("hdf4/features/contiguous.hdf"))});
    console.log(count);
    await open(${JSON.stringify(h5Path("types.h5"))});
    console.log(count);`;
  const result = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  expect(result).toMatchObject({ stdout: "0\n1\n", stderr: "" });
});

test("a window of a granule takes less than 100 MB, libhdf5 included", () => {
  const script = `
    import { open } from ${JSON.stringify(builtUrl.href)};
    const before = process.memoryUsage().rss;
    const file = await open(${JSON.stringify(granule)});
    await file.dataset("Data_Directional_Fields/I443NP").read([[1300, 1400], [3550, 3650]]);
    console.log((process.resourceUsage().maxRSS * 1024 - before) / 1e6);`;
  const result = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  expect(Number(result.stdout)).toBeGreaterThan(1);
  expect(Number(result.stdout)).toBeLessThan(100);
});

describe("when libhdf5 in this thread is worn out", () => {
  test("files are read in workers", async () => {
    await using damaged = await open(h5Bytes("damaged.h5"));
    // Every failure of this kind loses some of libhdf5's stack; the package stops using it long before the end.
    for (let n = 0; n < 2500; n++) expect(() => damaged.get("bad")).toThrow(/layout/);
    for (const source of [h5Path("types.h5"), h5Bytes("types.h5")]) {
      await using file = await open(source);
      await expectFile(file, h5Truth("types.json"));
    }
    // What was open before still is.
    expect([...(await damaged.dataset("good").read()).data]).toEqual([0, 1, 2, 3, 4]);
  });
});
