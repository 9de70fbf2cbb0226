import { expect, test } from "vitest";
import { onDisk } from "../../src/download/errors.ts";

function failing(code: string): Promise<never> {
  return Promise.reject(Object.assign(new Error(code), { code, syscall: "write" }));
}

test.each(["ENOSPC", "EDQUOT"])("%s: the disk is full, and what has come is kept", async (code) => {
  await expect(onDisk("writing", "/a", () => failing(code))).rejects.toMatchObject({
    code: "DOWNLOAD_DISK_FULL",
    message: "/a: the disk is full",
    hint: expect.stringContaining("What has come is kept"),
  });
});

test("other errors of the system name the path; what is none passes", async () => {
  await expect(onDisk("writing", "/a", () => failing("EACCES"))).rejects.toMatchObject({
    code: "OUTPUT",
    message: "/a: writing failed (EACCES)",
    file: "/a",
  });
  await expect(onDisk("writing", "/a", () => Promise.reject(new TypeError("x")))).rejects.toThrow(TypeError);
});
