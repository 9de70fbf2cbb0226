import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { openEventWriter } from "../../src/tensorboard/writer.ts";
import { temporaryFolder } from "../support/temporary.ts";
import { readEvents } from "./_read-events.ts";

const folder = temporaryFolder();
const wallTime = (): number => 1_700_000_000.25;

afterEach(() => vi.restoreAllMocks());

test("numbers, images and texts, after the version and the beginning of the session", async () => {
  const writer = await openEventWriter(join(folder, "made", "all"), { wallTime });
  await writer.scalar("train/loss", 0, 0.5);
  await writer.scalar("train/loss", 2 ** 40, Number.NaN);
  await writer.scalar("train/loss", 3, 1e39);
  await writer.image("curtains/1", 7, Uint8Array.of(1, 2, 3), 4, 5);
  await writer.text("größe", 8, "**ü**");
  await writer.close();
  const head = { wallTime: wallTime() };
  expect(readEvents(writer.file)).toEqual([
    { ...head, step: 0, fileVersion: "brain.Event:2" },
    { ...head, step: 0, sessionStatus: 1 },
    { ...head, step: 0, tag: "train/loss", scalar: 0.5 },
    { ...head, step: 2 ** 40, tag: "train/loss", scalar: Number.NaN },
    { ...head, step: 3, tag: "train/loss", scalar: Number.POSITIVE_INFINITY },
    { ...head, step: 7, tag: "curtains/1", image: { width: 4, height: 5, png: Buffer.of(1, 2, 3) } },
    { ...head, step: 8, tag: "größe", text: "**ü**" },
  ]);
});

test("each start has a file of its own, which sorts after those before it and names its first step", async () => {
  const directory = join(folder, "starts");
  for (const firstStep of [0, 11]) await (await openEventWriter(directory, { wallTime, firstStep })).close();
  const names = readdirSync(directory);
  expect(names).toEqual([0, 1].map((n) => `events.out.tfevents.1700000000.atcs.00000${n}`));
  expect(names.map((name) => readEvents(join(directory, name))[1]?.step)).toEqual([0, 11]);
});

test("whole records are written without a flush when there are many, and after ten seconds", async () => {
  let now = 100;
  const writer = await openEventWriter(join(folder, "many"), { wallTime: () => now });
  const begun = statSync(writer.file).size;
  await writer.scalar("a", 1, 1);
  expect(statSync(writer.file).size).toBe(begun);
  await writer.image("b", 1, new Uint8Array(2 ** 16), 1, 1);
  expect(readEvents(writer.file).map(({ tag }) => tag)).toEqual([undefined, undefined, "a", "b"]);
  await writer.scalar("c", 1, 1);
  expect(readEvents(writer.file)).toHaveLength(4);
  now += 10;
  await writer.scalar("d", 1, 1);
  expect(readEvents(writer.file).map(({ tag }) => tag)).toEqual([undefined, undefined, "a", "b", "c", "d"]);
  await writer.close();
});

test("calls that are not waited for come in their order", async () => {
  const writer = await openEventWriter(join(folder, "order"), { wallTime });
  const steps = Array.from({ length: 20 }, (_, step) => step);
  await Promise.all(steps.flatMap((step) => [writer.scalar("a", step, step), writer.flush()]));
  await writer.close();
  expect(
    readEvents(writer.file)
      .slice(2)
      .map(({ step }) => step),
  ).toEqual(steps);
});

test("when the disk is full the file ends with a whole record, and can be written again", async () => {
  const writer = await openEventWriter(join(folder, "full"), { wallTime });
  const other = await open(writer.file);
  const prototype = Object.getPrototypeOf(other) as FileHandle;
  await other.close();
  const write = prototype.write;
  async function writePart(this: FileHandle, bytes: Uint8Array, at: number, _length: number, place: number) {
    await Reflect.apply(write, this, [bytes, at, 5, place]);
    throw Object.assign(new Error("ENOSPC"), { code: "ENOSPC" });
  }
  const spy = vi.spyOn(prototype, "write").mockImplementation(writePart as unknown as FileHandle["write"]);
  await writer.scalar("lost", 1, 1);
  await expect(writer.flush()).rejects.toMatchObject({ code: "TRAIN_IO", file: writer.file });
  spy.mockRestore();
  expect(readEvents(writer.file)).toHaveLength(2);
  await writer.scalar("kept", 2, 1);
  await writer.close();
  expect(readEvents(writer.file).map(({ tag }) => tag)).toEqual([undefined, undefined, "kept"]);
});

test("a directory that cannot be made is named", async () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  await expect(openEventWriter(join(file, "in"))).rejects.toMatchObject({ code: "TRAIN_IO", file: join(file, "in") });
});

test("close may be called again; after it nothing is taken", async () => {
  mkdirSync(join(folder, "closed"));
  const writer = await openEventWriter(join(folder, "closed"));
  await Promise.all([writer.close(), writer.close()]);
  await expect(writer.scalar("a", 1, 1)).rejects.toThrow(TypeError);
  expect(readEvents(writer.file)).toHaveLength(2);
});

test("wrong arguments", async () => {
  await expect(openEventWriter("")).rejects.toThrow("the directory");
  await expect(openEventWriter(folder, { firstStep: -1 })).rejects.toThrow(RangeError);
  await expect(openEventWriter(folder, { step: 1 } as object)).rejects.toThrow('no option "step"');
  const writer = await openEventWriter(join(folder, "wrong"));
  await expect(writer.scalar("", 1, 1)).rejects.toThrow("the tag");
  await expect(writer.scalar("a", 0.5, 1)).rejects.toThrow("the step is 0.5");
  await expect(writer.scalar("a", 1, "1" as unknown as number)).rejects.toThrow("the value of a");
  await expect(writer.image("a", 1, new Uint8Array(1), 0, 1)).rejects.toThrow("width");
  await writer.close();
  expect(readEvents(writer.file)).toHaveLength(2);
});
