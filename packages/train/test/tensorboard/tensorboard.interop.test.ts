import { appendFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findPython, runPython } from "../../../../test/support/python.ts";
import { temporaryFolder } from "../support/temporary.ts";
import { writeRun } from "./_write-run.ts";

// A folder that pip installed TensorBoard to, which must not hide the libraries of the other tests. Debian has no package
// of it: where pip reaches no index, event-file.interop.test.ts has to do.
const folder = process.env.TENSORBOARD_PATH;
if (folder !== undefined) process.env.PYTHONPATH = folder;
const { python, reason } =
  folder === undefined
    ? { python: undefined, reason: "TENSORBOARD_PATH names no folder with TensorBoard" }
    : findPython("tensorboard.backend.event_processing.plugin_event_accumulator");
const directory = join(temporaryFolder(), "tensorboard");

// What is behind the pages of TensorBoard.
const script = `
import io, json, struct, sys
from tensorboard.backend.event_processing.plugin_event_accumulator import EventAccumulator
from tensorboard.util import tensor_util

run = EventAccumulator(sys.argv[1])
run.Reload()
found = {}
for tag in run.Tags()["tensors"]:
    plugin = run.SummaryMetadata(tag).plugin_data.plugin_name
    events = []
    for event in run.Tensors(tag):
        value = tensor_util.make_ndarray(event.tensor_proto)
        if plugin == "images":
            width, height, png = value
            value = [width.decode(), height.decode(), list(struct.unpack(">II", png[16:24])), png[:4].hex()]
        elif plugin == "text":
            value = [item.decode() for item in value]
        else:
            value = value.item()
        events.append([event.wall_time, event.step, value])
    found[tag] = [plugin, events]
print(json.dumps(found))
`;

interface Found {
  readonly [tag: string]: readonly [plugin: string, events: readonly (readonly [number, number, unknown])[]];
}

test.skipIf(python === undefined)(`TensorBoard opens a run that was ended and gone on with ${reason}`, async () => {
  await writeRun(directory);
  const [first, second] = readdirSync(directory).map((name) => join(directory, name));
  // What kill -9 in the middle of a write leaves, in the file that is gone on from and in the last one.
  for (const file of [first!, second!]) appendFileSync(file, Uint8Array.of(200, 0, 0, 0, 0, 0, 0));
  const found = JSON.parse(runPython(python!, script, [directory])) as Found;
  const loss = (epoch: number, batch: number): number => Math.fround(1 / (10 * epoch + batch));
  const [begun, resumed] = [1_700_000_000, 1_700_000_100];
  // Steps 13 and 14 of the first file are discarded, and 13 is there anew.
  expect(found["batch/loss"]).toEqual([
    "scalars",
    [
      ...Array.from({ length: 10 }, (_, i) => [begun, i + 1, loss(1, i + 1)]),
      ...[1, 2].map((batch) => [begun, 10 + batch, loss(2, batch)]),
      [resumed, 13, loss(2, 3)],
    ],
  ]);
  expect(found["val/dice"]).toEqual(["scalars", [[begun, 10, 0.5]]]);
  expect(found.memory).toEqual(["scalars", [[begun, 10, 3 * 2 ** 30]]]);
  const image = ["320", "246", [320, 246], "89504e47"];
  expect(found["curtains/5"]).toEqual(["images", [[begun, 10, image]]]);
  const [plugin, texts] = found.run!;
  expect(plugin).toBe("text");
  expect(texts.map(([, step]) => step)).toEqual([0, 12]);
  expect(texts[0]![2]).toEqual([expect.stringMatching(/^Epoch 1 of 3 on `wasm: /)]);
});
