import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { remotePathOf } from "../../src/archive/_remote-path.ts";

const origin = "sftp://me@host:22";

test.each([
  ["/SPACEBORNE", "PARASOL/a.h5", "/SPACEBORNE/PARASOL/a.h5"],
  ["/SPACEBORNE", "/PARASOL/", "/SPACEBORNE/PARASOL"],
  ["/", "PARASOL", "/PARASOL"],
  ["/SPACEBORNE", "", "/SPACEBORNE"],
  ["/SPACEBORNE", "/", "/SPACEBORNE"],
  ["/", "", "/"],
])("below %s, %s is %s", (root, path, expected) => {
  expect(remotePathOf(root, path, origin)).toBe(expected);
});

describe("what could lead elsewhere is refused", () => {
  test.each(["..", "a/../b", "./a", "a//b", "a\nb", "a\u0000", "\u001b[2J", "//a"])("%j", (path) => {
    expect(() => remotePathOf("/SPACEBORNE", path, origin)).toThrow(
      expect.objectContaining({ code: "ARCHIVE_NAME" }) as Error,
    );
  });

  test("whatever is not refused stays below the root", () => {
    fc.assert(
      fc.property(fc.string(), (path) => {
        let absolute: string;
        try {
          absolute = remotePathOf("/root", path, origin);
        } catch {
          return;
        }
        expect(absolute === "/root" || absolute.startsWith("/root/")).toBe(true);
        expect(new URL(`file://${encodeURI(absolute)}`).pathname.startsWith("/root")).toBe(true);
      }),
    );
  });
});
