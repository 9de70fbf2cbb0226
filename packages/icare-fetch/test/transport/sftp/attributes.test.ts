import fc from "fast-check";
import { expect, test } from "vitest";
import { statOf } from "../../../src/transport/sftp/_attributes.ts";
import { checkOptions } from "../../../src/transport/sftp/options.ts";

const settings = checkOptions({ host: "h", username: "me", auth: { password: "x" }, verifyHostKey: async () => {} });
const task = { done: "looked at", remotePath: "/a" };
type Attributes = Parameters<typeof statOf>[0];
const read = (attributes: Attributes, longname?: string) => statOf(attributes, longname, task, settings);

test.each<[Attributes, longname: string | undefined, stat: object]>([
  [{ mode: 0o100644, size: 5, mtime: 10 }, undefined, { kind: "file", size: 5, modifiedMs: 10_000 }],
  [{ mode: 0o040755, size: 4096 }, undefined, { kind: "directory", size: 4096, modifiedMs: undefined }],
  [{ mode: 0o120777, size: 3 }, undefined, { kind: "link", size: 3 }],
  [{ mode: 0o010644, size: 0 }, undefined, { kind: "other", size: 0 }],
  [{ mode: 0o040755 }, "-rw-r--r-- 1 me me 5 Jun 3 2008 a", { kind: "directory", size: 0 }],
  [{ size: 5 }, "-rw-r--r-- 1 me me 5 Jun 3 2008 a", { kind: "file", size: 5 }],
  [{}, "drwxr-xr-x", { kind: "directory", size: 0, modifiedMs: undefined }],
  [{}, "lrwxrwxrwx", { kind: "link" }],
  [{}, "", { kind: "other" }],
  [{}, undefined, { kind: "other" }],
])("%j, %j", (attributes, longname, stat) => {
  expect(read(attributes, longname)).toMatchObject(stat);
});

test("a file without a size, or with one that is no number of bytes, is an error", () => {
  for (const size of [undefined, 2 ** 60, Number.NaN]) {
    const attributes = { mode: 0o100644, ...(size === undefined ? {} : { size }) };
    expect(() => read(attributes)).toThrow(/"\/a": the size of a file is .*: expected a number of bytes/);
  }
});

test("any attributes are a kind, or an error of the protocol", () => {
  const number = fc.option(fc.oneof(fc.maxSafeNat(), fc.double()), { nil: undefined });
  fc.assert(
    fc.property(number, number, number, fc.option(fc.string(), { nil: undefined }), (mode, size, mtime, longname) => {
      try {
        expect(["file", "directory", "link", "other"]).toContain(
          read({ mode, size, mtime } as Attributes, longname).kind,
        );
      } catch (error) {
        expect(error).toMatchObject({ code: "ARCHIVE_PROTOCOL" });
      }
    }),
  );
});
