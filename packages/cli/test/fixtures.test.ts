import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fixtureJson, fixturePath } from "../../../test/support/fixtures.ts";
import { main } from "../src/index.ts";
import { captureIo } from "./support/io.ts";

type Value = number | string;

/** What the official library reads, see fixtures/README.md. */
interface Expected {
  datasets: {
    name: string;
    dtype: string;
    shape: number[];
    ref: number;
    values: Value[] | Digest;
    dims: { name: string }[];
  }[];
  vdatas: {
    name: string;
    ref: number;
    count: number;
    fields: { name: string; order: number }[];
    records: (Value | Value[])[][];
  }[];
  attrs: Record<string, { dtype: string; values: unknown }>;
}

interface Digest {
  sha256: string;
}

/** The part of the output of `inspect --json` that is looked at here. */
interface Described {
  kind: string;
  path: string;
  shape?: number[];
  dtype?: string;
  count?: number;
  dimensions?: { name: string }[];
  hdf4?: { tag: number; ref: number };
  attributes?: { name: string; value: unknown }[];
  members?: Described[];
}

async function run(...argv: string[]): Promise<string> {
  const { io, stdout, stderr } = captureIo();
  const code = await main(argv, io);
  expect([stderr(), code]).toEqual(["", 0]);
  return stdout();
}

async function inspect(file: string): Promise<Described[]> {
  const { tree } = JSON.parse(await run("inspect", file, "--json")) as { tree: Described };
  const all = (node: Described): Described[] => [node, ...(node.members ?? []).flatMap(all)];
  return all(tree);
}

/** By number, or by name where that does not identify it (the library renumbers what old files hold). */
function findDataset(nodes: Described[], ref: number, name: string): Described | undefined {
  const datasets = nodes.filter(({ kind }) => kind === "dataset");
  const found = datasets.filter(({ hdf4 }) => hdf4?.ref === ref);
  return found.length === 1 ? found[0] : datasets.find(({ path }) => path === name);
}

const features = readdirSync(fixturePath("hdf4/features"))
  .filter((name) => name.endsWith(".hdf"))
  .map((name) => name.slice(0, -4));

describe.each(features)("%s", (feature) => {
  const file = fixturePath(`hdf4/features/${feature}.hdf`);
  const expected = fixtureJson<Expected>(`hdf4/features/${feature}.json`);

  test("inspect shows every object, without control characters", async () => {
    const text = await run("inspect", file);
    expect(text.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
    const nodes = await inspect(file);
    for (const { ref, name, shape, dtype } of expected.datasets) {
      expect(findDataset(nodes, ref, name)).toMatchObject({ shape, dtype });
    }
    for (const { ref, count } of expected.vdatas) {
      expect(nodes.find((node) => node.kind === "table" && node.hdf4?.ref === ref)).toMatchObject({ count });
    }
    const attributes = new Map(nodes[0]!.attributes!.map(({ name, value }) => [name, value]));
    for (const name of Object.keys(expected.attrs)) expect(attributes.has(name)).toBe(true);
  });

  test("dump gives the values that the official library reads", async () => {
    const nodes = await inspect(file);
    for (const { ref, name, dtype, values } of expected.datasets) {
      const node = findDataset(nodes, ref, name)!;
      const bytes = /char8/.test(dtype) ? ["--bytes"] : [];
      const dumped = JSON.parse(await run("dump", file, node.path, ...bytes)) as { values: Value[] };
      const flat = [dumped.values].flat(40) as Value[];
      if (Array.isArray(values)) expect(flat).toEqual(values);
      else expect(digest(flat, dtype)).toBe(values.sha256);
    }
  });

  test("dump gives the records of tables", async () => {
    const nodes = await inspect(file);
    for (const { ref, fields, records } of expected.vdatas) {
      const { path } = nodes.find(({ kind, hdf4 }) => kind === "table" && hdf4?.ref === ref)!;
      const { columns } = JSON.parse(await run("dump", file, path)) as { columns: Record<string, unknown> };
      for (const [i, { name }] of fields.entries()) expect(columns[name]).toEqual(records.map((record) => record[i]));
    }
  });
});

function digest(values: Value[], dtype: string): string {
  const types: Record<string, new (values: number[]) => ArrayBufferView> = {
    int8: Int8Array,
    uint8: Uint8Array,
    char8: Uint8Array,
    uchar8: Uint8Array,
    int16: Int16Array,
    uint16: Uint16Array,
    int32: Int32Array,
    uint32: Uint32Array,
    float32: Float32Array,
    float64: Float64Array,
  };
  const { buffer } = new types[dtype]!(values.map(Number));
  return createHash("sha256").update(new Uint8Array(buffer)).digest("hex");
}
