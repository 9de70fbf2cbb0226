import assert from "node:assert/strict";
import { test } from "node:test";
import { open } from "@atcs/hdf";
import { createHdf4, MemorySink } from "@atcs/hdf/write";
import { valueRange } from "./index.mjs";

test("fill values do not count, and scale and offset apply", async () => {
  const sink = new MemorySink();
  const writer = await createHdf4(sink);
  const attributes = { scale_factor: 0.5, add_offset: 1 };
  const counts = writer.createDataset("counts", { dtype: "int16", shape: [2, 2], fillValue: -9999, attributes });
  await counts.write(Int16Array.of(-9999, 4, 10, -2));
  await writer.close();

  const file = await open(sink.bytes);
  assert.deepEqual(await valueRange(file.dataset("counts")), { min: 0, max: 6, valid: 3, total: 4 });
});
