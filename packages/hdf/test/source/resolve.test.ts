import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { SourceError, UnsupportedError } from "../../src/index.ts";
import { resolveSource } from "../../src/source/resolve.ts";

const folder = mkdtempSync(join(tmpdir(), "atcs-source-"));
const path = join(folder, "ten.bin");
const bytes = Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
writeFileSync(path, bytes);
afterAll(() => rmSync(folder, { recursive: true }));

describe("resolveSource", () => {
  test.each([
    ["a path", path, "path", path],
    ["a file: URL", pathToFileURL(path), "path", path],
    ["a Uint8Array", bytes, "bytes", "bytes"],
    ["an ArrayBuffer", bytes.buffer, "bytes", "bytes"],
    ["a SharedArrayBuffer", shared(bytes), "bytes", "bytes"],
    ["a Blob", new Blob([bytes]), "blob", "Blob"],
    ["a File", new File([bytes], "ten.bin"), "blob", "ten.bin"],
    ["a source", { size: 10, name: "mine", read: (o: number, n: number) => bytes.slice(o, o + n) }, "custom", "mine"],
  ])("%s gives its bytes and a name", async (_, source, kind, name) => {
    const opened = await resolveSource(source);
    expect(opened).toMatchObject({ kind, name, source: { size: 10 } });
    expect(await opened.source.read(3, 4)).toEqual(Uint8Array.of(3, 4, 5, 6));
    await opened.source.close?.();
    const named = await resolveSource(source, "given");
    expect(named.name).toBe("given");
    await named.source.close?.();
  });

  test.each([[undefined], [null], [7], [{}], [{ size: 1 }], [{ size: -1, read() {} }], [[1, 2]]])(
    "%j is a TypeError",
    async (source) => {
      await expect(resolveSource(source as never)).rejects.toThrow(TypeError);
    },
  );

  test("files that cannot be opened are SourceErrors that say why", async () => {
    await expect(resolveSource(join(folder, "absent.hdf"))).rejects.toThrow(
      /absent\.hdf: cannot be opened \(no such file\)/,
    );
    await expect(resolveSource(folder)).rejects.toThrow(SourceError);
  });

  test.skipIf(process.platform === "win32")("a named pipe is a SourceError at once", async () => {
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    await expect(resolveSource(pipe)).rejects.toThrow(/not a regular file/);
  });

  test.each([[new URL("https://example.org/a.hdf")], ["https://example.org/a.hdf"]])(
    "the URL %s is refused with the way out",
    async (url) => {
      await expect(resolveSource(url)).rejects.toThrow(UnsupportedError);
      await expect(resolveSource(url)).rejects.toThrow(/fetch it/);
    },
  );
});

function shared(from: Uint8Array): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(from.length);
  new Uint8Array(buffer).set(from);
  return buffer;
}
