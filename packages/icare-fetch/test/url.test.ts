import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isArchiveError } from "../src/errors.ts";
import { archiveOrigin, defaultArchiveUrl, parseArchiveUrl } from "../src/url.ts";

const options = { cwd: "/home/me", platform: "linux" } as const;
const windows = { cwd: "C:\\Users\\me", platform: "win32" } as const;
const parse = (text: string) => parseArchiveUrl(text, options);

function failureOf(text: string): Error {
  try {
    parse(text);
  } catch (error) {
    if (isArchiveError(error, "ARCHIVE_URL")) return error;
    throw error;
  }
  throw new Error(`${text} was understood`);
}

describe("servers", () => {
  const sftp = { kind: "sftp", host: "host", port: 22, username: undefined, root: "/SPACEBORNE" };
  test.each([
    [defaultArchiveUrl, { ...sftp, host: "sftp.icare.univ-lille.fr" }],
    ["sftp://me@Host:2222/SPACEBORNE/", { ...sftp, port: 2222, username: "me" }],
    ["SFTP://host/SPACEBORNE//POLDER/../", sftp],
    ["sftp://host", { ...sftp, root: "/" }],
    ["sftp://host/", { ...sftp, root: "/" }],
    ["sftp://host/..", { ...sftp, root: "/" }],
    ["sftp://me%40lab.fr@host/a%20b%3F%23", { ...sftp, username: "me@lab.fr", root: "/a b?#" }],
    ["sftp://me@lab.fr@host/SPACEBORNE", { ...sftp, username: "me@lab.fr" }],
    ["sftp://h\u00f4te.fr/donn\u00e9es", { ...sftp, host: "xn--hte-kna.fr", root: "/donn\u00e9es" }],
    ["sftp://[::1]:22/SPACEBORNE", { ...sftp, host: "::1" }],
    ["ftp://127.0.0.1/SPACEBORNE", { ...sftp, kind: "ftp", host: "127.0.0.1", port: 21 }],
    ["ftp://host:21/SPACEBORNE", { ...sftp, kind: "ftp", port: 21 }],
    ["ftps://host/SPACEBORNE", { ...sftp, kind: "ftps", port: 21 }],
    ["ftps://host:990/SPACEBORNE", { ...sftp, kind: "ftps", port: 990 }],
    ["ftp://host/a\\b", { ...sftp, kind: "ftp", port: 21, root: "/a\\b" }],
  ])("%s", (text, expected) => {
    expect(parse(text)).toEqual(expected);
  });

  test("origins", () => {
    expect(archiveOrigin({ kind: "sftp", host: "::1", port: 22, username: "me@x" })).toBe("sftp://me%40x@[::1]:22");
    expect(archiveOrigin({ kind: "ftp", host: "h", port: 21, username: undefined })).toBe("ftp://h:21");
  });

  test.each([
    ["", "empty"],
    ["http://host/x", "not http://"],
    ["sftp:host/x", "write sftp://host/path"],
    ["sftp:///x", "no host"],
    ["sftp://me@/x", "sftp://user@host"],
    ["sftp://host:99999/x", "65535"],
    ["sftp://host:0/x", "port 0"],
    ["sftp://host:/x?y=1", "%3F"],
    ["sftp://host/x#y", "%23"],
    ["sftp://host/%", "%25"],
    ["sftp://host/%ff", "UTF-8"],
    ["sftp://host/a%2Fb", "%2F"],
    ["sftp://host/a%0Ab", "control character"],
    ["sftp://a%0d%0ab@host/", "control character"],
    ["sftp://ho%20st/", "host"],
    ["sftp://ho%2Fst/", "host"],
    ["sftp://host/a\nb", "control character"],
    ["me@host:/x", "sftp://user@host/path"],
  ])("%j is refused", (text, expected) => {
    expect(failureOf(text).message).toContain(expected);
  });

  test.each([
    "sftp://me:hunter2@host/x",
    "sftp://me:hunter2@",
    "sftp://me:hunter2",
    "sftp://:hunter2@host",
    "sftp://me:hunt/er2@host",
    "sftp://me:hunter2@host:port/x",
    "ftp:me:hunter2@host",
    "me:hunter2@host/x",
    "me:hunter2@host:/x",
    "http://me:hunter2@host/x",
    "sftp://me:%zzhunter2@host/x",
    "file://me:hunter2@host/x",
  ])("%s: no message has the password", (text) => {
    const error = failureOf(text);
    expect(error.message).not.toMatch(/hunt|er2/);
    expect(error.cause).toBeUndefined();
  });

  test("a password is refused with advice", () => {
    expect(failureOf("sftp://me:x@host/y").message).toContain("ICARE_PASSWORD");
  });

  test("any text is understood or refused", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.string().map((text) => `sftp://${text}`),
        ),
        (text) => {
          try {
            const location = parse(text);
            expect(location.root.startsWith("/")).toBe(true);
            if (location.kind !== "local") expect(location.root).not.toMatch(/\/\.\.(?:\/|$)/);
          } catch (error) {
            expect(isArchiveError(error, "ARCHIVE_URL")).toBe(true);
          }
        },
      ),
    );
  });
});

describe("directories of this computer", () => {
  test.each([
    ["/data/icare/", "/data/icare"],
    ["data", "/home/me/data"],
    ["./a:b", "/home/me/a:b"],
    ["a@b", "/home/me/a@b"],
    ["/a%20b?c#d", "/a%20b?c#d"],
    ["file:///data/a%20b/", "/data/a b"],
    ["FILE:/data", "/data"],
    ["file://localhost/data", "/data"],
  ])("%s", (text, root) => {
    expect(parse(text)).toEqual({ kind: "local", root });
  });

  test.each([
    ["D:\\icare", "D:\\icare"],
    ["D:/icare", "D:\\icare"],
    ["icare", "C:\\Users\\me\\icare"],
    ["\\\\server\\share\\icare", "\\\\server\\share\\icare"],
    ["file:///D:/icare", "D:\\icare"],
    ["file://server/share/icare", "\\\\server\\share\\icare"],
  ])("%s on Windows", (text, root) => {
    expect(parseArchiveUrl(text, windows)).toEqual({ kind: "local", root });
  });

  test.each(["file://host/x", "file:///a%2Fb", "unknown:x", "file:///a\0"])("%j is refused", (text) => {
    expect(failureOf(text).message).toContain("archive URL");
  });
});

test("what is no text", () => {
  expect(() => parseArchiveUrl(undefined as unknown as string)).toThrow(TypeError);
});
