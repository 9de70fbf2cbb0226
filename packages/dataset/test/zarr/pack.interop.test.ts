import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { findPython, runPython } from "../../../../test/support/python.ts";
import { zarrCodecs } from "../../src/zarr/codecs.ts";
import { directorySink } from "../../src/zarr/directory-sink.ts";
import { packDataset } from "../../src/zarr/pack.ts";
import { smallFields, smallImage, smallSource } from "./_small-source.ts";

const { python, reason } = findPython("numpy");
const folder = mkdtempSync(join(tmpdir(), "atcs-pack-"));
afterAll(() => rmSync(folder, { recursive: true }));
const script = readFileSync(new URL("./read_pack.py", import.meta.url), "utf8");

interface Found {
  readonly shape: readonly number[];
  readonly sha256: string;
}

const digest = (arrays: readonly ArrayBufferView[]): string => {
  const hash = createHash("sha256");
  for (const { buffer, byteOffset, byteLength } of arrays) hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  return hash.digest("hex");
};

/** Channels of all fields with or without views, channels first. */
function channelsFirst(id: number, isDirectional: boolean, pixels: number): Float32Array {
  const image = smallImage(id, smallFields, pixels);
  const channels = smallFields.flatMap(({ angles }) => new Array<boolean>(angles).fill(angles > 1));
  const wanted = channels.flatMap((is, channel) => (is === isDirectional ? [channel] : []));
  return Float32Array.from(
    { length: wanted.length * pixels },
    (_, i) => image[(i % pixels) * channels.length + wanted[Math.floor(i / pixels)]!]!,
  );
}

describe.skipIf(python === undefined)(`a reader in Python, written from the specifications ${reason}`, () => {
  test.each(zarrCodecs.flatMap((codec) => [[codec, true] as const, [codec, false] as const]))(
    "codec %s, fractional labels: %s",
    async (codec, fractional) => {
      const directory = join(folder, `${codec}-${fractional}.zarr`);
      const source = smallSource({ fractional });
      await packDataset({ source, sink: await directorySink(directory), codec });
      const found = JSON.parse(runPython(python!, script, [directory])) as Record<string, Found>;
      const labels = await Promise.all(source.ids.map((id) => source.readLabels(id)));
      const expected: Record<string, readonly ArrayBufferView[]> = {
        directional: source.ids.map((id) => channelsFirst(id, true, 60)),
        fields: source.ids.map((id) => channelsFirst(id, false, 60)),
        "labels/lat": labels.map(({ lat }) => lat),
        "labels/lon": labels.map(({ lon }) => lon),
        "labels/time": labels.map(({ time }) => time),
        "labels/height": labels.map(({ height }) => height),
        "labels/cloud_scenario": labels.map(({ cloudScenario }) => cloudScenario),
        "labels/offset": [BigInt64Array.of(0n, 40n, 40n, 190n)],
        "labels/instance_id": [BigInt64Array.of(3n, 16n, 17n)],
        ...(fractional
          ? { "labels/patch_idx": labels.map(({ positions }) => positions!) }
          : {
              "labels/corner_idx": labels.map(({ corners }) => corners),
              "labels/corner_weights": labels.map(({ weights }) => weights),
            }),
      };
      for (const [path, arrays] of Object.entries(expected)) expect(found[path]?.sha256, path).toBe(digest(arrays));
      expect(Object.keys(found).sort()).toEqual([...Object.keys(expected), "labels/flags", "par_fields"].sort());
      expect(found["labels/flags"]?.shape).toEqual([190, 6, 7]);
      expect(found.par_fields).toEqual(smallFields.map(({ group, name }) => [group, name]));
    },
  );
});
