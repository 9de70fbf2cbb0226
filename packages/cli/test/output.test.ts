import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { joinPieces, openOutput } from "../src/output.ts";
import { captureIo } from "./support/io.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "atcs-output-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const { io } = captureIo();

describe("openOutput", () => {
  test("a file appears when it is complete", async () => {
    const path = join(folder, "out.bin");
    writeFileSync(path, "old");
    const output = await openOutput(path, io.stdout);
    await output.write("text ");
    await output.write(Uint8Array.of(0x62, 0x79));
    expect(readFileSync(path, "utf8")).toBe("old");
    await output.finish();
    await output.abort();
    expect(readFileSync(path, "utf8")).toBe("text by");
    expect(readdirSync(folder)).toEqual(["out.bin"]);
  });

  test("giving up leaves nothing", async () => {
    const output = await openOutput(join(folder, "out.bin"), io.stdout);
    await output.write("text");
    await output.abort();
    await output.abort();
    expect(readdirSync(folder)).toEqual([]);
  });

  test("a folder that is not there, a folder in the way", async () => {
    await expect(openOutput(join(folder, "no", "out.bin"), io.stdout)).rejects.toThrow(
      /out\.bin: cannot be written \(there is no such directory\)/,
    );
    mkdirSync(join(folder, "sub"));
    await expect(openOutput(join(folder, "sub"), io.stdout)).rejects.toThrow("(it is a directory)");
    expect(readdirSync(folder)).toEqual(["sub"]);
  });

  test("the stream stands for no name and for -", async () => {
    const { io: streams, stdout } = captureIo();
    for (const path of [undefined, "-"]) {
      const output = await openOutput(path, streams.stdout);
      await output.write("x");
      await output.finish();
    }
    expect(stdout()).toBe("xx");
  });
});

test("pieces are joined to blocks", () => {
  const pieces = Array<string>(30_000).fill("12345");
  const blocks = [...joinPieces(pieces)];
  expect(blocks.map((block) => block.length)).toEqual([65540, 65540, 18920]);
  expect([...joinPieces([])]).toEqual([]);
});
