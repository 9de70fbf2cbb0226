import { CacheError, ConnectionError, CredentialsError, HostKeyError } from "@atcs/icare-fetch";
import { expect, test } from "vitest";
import { archiveHint, hasArchiveCode, inCommandWords } from "../../src/fetch/archive-errors.ts";

test("errors are known by their codes", () => {
  expect(hasArchiveCode(Object.assign(new Error(), { code: "ARCHIVE_BUSY" }))).toBe(true);
  expect(hasArchiveCode(Object.assign(new Error(), { code: "toString" }))).toBe(false);
  expect(hasArchiveCode({ code: "ARCHIVE_BUSY" })).toBe(false);
});

test("a message that says what to do gets no other advice", () => {
  const unknown = new HostKeyError("unknown", "SHA256:x", "it is not known");
  const changed = new HostKeyError("changed", "SHA256:x", "it has changed");
  expect([archiveHint(unknown), archiveHint(changed)]).toEqual([
    undefined,
    expect.stringMatching(/^Ask the archive's/),
  ]);
  const certificate = new ConnectionError("ARCHIVE_PROTOCOL", "the server's certificate cannot be trusted (X)");
  const other = new ConnectionError("ARCHIVE_PROTOCOL", "the server refused the command (500 What?)");
  expect([archiveHint(certificate), archiveHint(other)]).toEqual([undefined, expect.stringMatching(/report it/)]);
  const inTheWay = new CacheError("ARCHIVE_CACHE", "/m/a: a file of 1 byte is in the way");
  const denied = new CacheError("ARCHIVE_CACHE", "/m/a: writing failed (EACCES)");
  expect([archiveHint(inTheWay), archiveHint(denied)]).toEqual([undefined, expect.stringMatching(/permissions/)]);
});

test("options have the names of the command", () => {
  const { message } = new CredentialsError("ARCHIVE_CREDENTIALS", "check the user name from the option username");
  expect(inCommandWords(message)).toBe("check the user name from --user");
  expect(inCommandWords("maxConnections must be an integer")).toBe("--concurrency must be an integer");
  expect(inCommandWords("there is no such file")).toBe("there is no such file");
});
