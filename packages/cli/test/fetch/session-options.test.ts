import { Command } from "commander";
import { expect, test } from "vitest";
import { fetchCommand } from "../../src/commands/fetch.ts";
import { generateCommand } from "../../src/commands/generate.ts";
import {
  addSessionOptions,
  parseByteRate,
  parseFingerprint,
  parseHours,
  type RawSessionOptions,
  sessionOptionsOf,
} from "../../src/fetch/session-options.ts";

const fingerprint = `SHA256:${"a".repeat(43)}`;

function parse(...argv: string[]): ReturnType<typeof sessionOptionsOf> {
  const command = addSessionOptions(new Command()).parse(argv, { from: "user" });
  return sessionOptionsOf(command.opts<RawSessionOptions & Record<string, unknown>>());
}

test("without any there are four sessions, and all else is as the library has it", () => {
  const given = Object.entries(parse()).filter(([, value]) => value !== undefined);
  expect(given).toEqual([["maxConnections", 4]]);
});

test("all of them become those of the library", () => {
  const options = parse(
    ...["--concurrency", "2", "--max-rate", "5MB", "--patience", "0.5", "--user", "me", "--credentials", "file"],
    ...["--allow-open-credentials", "--identity", "key", "--agent", "--host-key", fingerprint],
    ...["--accept-new-host-key", "--known-hosts", "hosts"],
  );
  expect(options).toEqual({
    maxConnections: 2,
    bytesPerSecond: 5e6,
    retry: { patienceMs: 1_800_000 },
    username: "me",
    credentialsFile: "file",
    allowOpenCredentialsFile: true,
    privateKeyFile: "key",
    agent: true,
    hostKeyFingerprint: fingerprint,
    acceptNewHostKey: true,
    knownHostsFile: "hosts",
  });
});

test.each([fetchCommand, generateCommand])("atcs $name has all of them, with the same words", ({ configure }) => {
  const command = new Command();
  configure(command);
  const shown = command.options.map(({ flags, description }) => [flags, description]);
  const own = addSessionOptions(new Command()).options.map(({ flags, description }) => [flags, description]);
  expect(own.length).toBeGreaterThan(10);
  expect(shown).toEqual(expect.arrayContaining(own));
});

test("patience is in hours", () => {
  expect(parseHours("0.5")).toBe(0.5);
  for (const text of ["", "-1", "1e3", "a day"]) expect(() => parseHours(text)).toThrow("a number of hours");
});

test.each([
  ["1000", 1000],
  ["500k", 5e5],
  ["5MB", 5e6],
  ["1.5 MB/s", 1.5e6],
  ["2G", 2e9],
])("rate %s", (text, rate) => {
  expect(parseByteRate(text)).toBe(rate);
});

test.each(["0", "5", "999", "0.9k"])("a rate without its unit, by the looks of it: %s", (text) => {
  expect(() => parseByteRate(text)).toThrow(/^Expected 1kB per second or more, got \d+ bytes; write 5MB/);
});

test.each(["10Mb", "500kb", "10mb", "1000b"])("bits are no bytes: %s", (text) => {
  expect(() => parseByteRate(text)).toThrow("write MB for megabytes");
});

test.each(["", "fast", "5 TB", "-1", "1e9", "MB"])("no rate: %j", (text) => {
  expect(() => parseByteRate(text)).toThrow("Expected bytes per second");
});

test("fingerprints", () => {
  expect([parseFingerprint(fingerprint), parseFingerprint(`${fingerprint}=`)]).toEqual([fingerprint, fingerprint]);
  expect(() => parseFingerprint("MD5:00:11")).toThrow("ssh-keygen -l");
});
