import { describe, expect, test } from "vitest";
import { checksumNameOf, readChecksum } from "../../src/archive/_checksum-file.ts";
import type { Connection } from "../../src/transport/types.ts";
import type { RemoteEntry } from "../../src/types.ts";

const entry = (name: string, size = 40): RemoteEntry => ({ name, kind: "file", size, modifiedMs: undefined });

function connectionOf(text: string): Connection {
  return {
    isOpen: true,
    list: async () => [],
    stat: async () => ({ kind: "file", size: text.length, modifiedMs: undefined }),
    async *read() {
      yield Buffer.from(text);
    },
    close: async () => {},
  };
}

test("the strongest checksum beside a file is taken, if it is one line long", () => {
  expect(checksumNameOf("a.h5", [entry("a.h5"), entry("a.h5.md5"), entry("a.h5.sha256")])).toBe("a.h5.sha256");
  expect(checksumNameOf("a.h5", [entry("a.h5.md5"), entry("b.h5.sha256")])).toBe("a.h5.md5");
  expect(checksumNameOf("a.h5", [entry("a.h5.md5", 1e6)])).toBeUndefined();
  expect(checksumNameOf("a.h5", [entry("b.h5.md5")])).toBeUndefined();
});

describe("what is read", () => {
  const md5 = "0123456789abcdef0123456789ABCDEF";
  test.each([`${md5}\n`, `${md5}  a.h5\n`, md5, `${md5} *a.h5\r\n`])("%j", async (text) => {
    const checksum = await readChecksum(connectionOf(text), "/x/a.h5.md5", undefined);
    expect(checksum).toEqual({ algorithm: "md5", digest: md5.toLowerCase() });
  });

  test.each(["", "not a checksum", `${md5}0`, `MD5 (a.h5) = ${md5}`, "x".repeat(5000)])("%j is none", async (text) => {
    const reading = readChecksum(connectionOf(text), "/x/a.h5.md5", undefined);
    await expect(reading).rejects.toMatchObject({ code: "ARCHIVE_CHECKSUM" });
  });
});
