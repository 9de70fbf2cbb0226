import { expect, test } from "vitest";
import { FileSpace } from "../../../src/hdf5/writer/file-space.ts";
import { guardSink, type OpenSink } from "../../../src/sink.ts";

function recordingSink(calls: string[], fail = ""): OpenSink {
  const call = (name: string): void => {
    calls.push(name);
    if (name === fail) throw new Error(`${name} went wrong`);
  };
  return guardSink({
    name: "x.h5",
    write: (offset) => call(`write ${offset}`),
    finish: () => call("finish"),
    abort: () => call("abort"),
  });
}

test("operations run in the order of the calls, and finishing waits for them", async () => {
  const calls: string[] = [];
  const space = new FileSpace(recordingSink(calls), 48);
  const slow = space.enqueue(async () => {
    await new Promise((resolve) => setTimeout(resolve, 10));
    await space.write(space.allocate(3), new Uint8Array(3));
  });
  const fast = space.enqueue(() => space.write(space.allocate(1), new Uint8Array(1)));
  await space.finish(async () => space.write(0, new Uint8Array(1)));
  await Promise.all([slow, fast]);
  expect(calls).toEqual(["write 48", "write 56", "write 0", "finish"]);
  expect(space.end).toBe(57);
});

test("a failure ends the file: later operations and finish tell it, and nothing is left", async () => {
  const calls: string[] = [];
  const space = new FileSpace(recordingSink(calls, "write 48"), 48);
  const failed = { code: "HDF_IO", file: "x.h5", offset: 48, message: expect.stringContaining("went wrong") };
  await expect(space.enqueue(() => space.write(48, new Uint8Array(1)))).rejects.toMatchObject(failed);
  await expect(space.enqueue(async () => {})).rejects.toMatchObject(failed);
  await expect(space.finish(async () => {})).rejects.toMatchObject(failed);
  expect(calls).toEqual(["write 48", "abort"]);
});

test("a file that cannot be completed is removed", async () => {
  const calls: string[] = [];
  const space = new FileSpace(recordingSink(calls, "finish"), 0);
  await expect(space.finish(async () => {})).rejects.toMatchObject({ code: "HDF_IO" });
  expect(calls).toEqual(["finish", "abort"]);
});

test("abort stops what waits, once; finish refuses afterwards", async () => {
  const calls: string[] = [];
  const space = new FileSpace(recordingSink(calls), 0);
  const waiting = space.enqueue(() => space.write(0, new Uint8Array(1)));
  const aborted = Promise.all([space.abort(), space.abort()]);
  await expect(waiting).rejects.toMatchObject({ code: "HDF_CLOSED" });
  await aborted;
  await expect(space.finish(async () => {})).rejects.toMatchObject({ code: "HDF_CLOSED" });
  expect(() => space.assertOpen("a/b")).toThrow(/"a\/b": the file is closed: nothing can be written/);
  expect(calls).toEqual(["abort"]);
});
