import { createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { knownName, matchesHost } from "../../src/host-keys/_host-patterns.ts";

test("the name has the port in brackets unless that is 22", () => {
  expect(knownName("SFTP.icare.univ-lille.fr", 22)).toBe("sftp.icare.univ-lille.fr");
  expect(knownName("127.0.0.1", 2222)).toBe("[127.0.0.1]:2222");
});

test.each<[field: string, name: string, isMatch: boolean]>([
  ["host", "host", true],
  ["HOST", "host", true],
  ["host", "host2", false],
  ["other,host", "host", true],
  ["*", "host", true],
  ["*.fr", "icare.fr", true],
  ["*.fr", "icare.frx", false],
  ["h?st", "host", true],
  ["h?st", "hst", false],
  ["*,!host", "host", false],
  ["!host,*", "host", false],
  ["!host", "other", false],
  ["[host]:2222", "[host]:2222", true],
  ["host", "[host]:2222", false],
  ["", "host", false],
  ["a*b*c", "axxbxbc", true],
  ["a*b*c", "axxbxb", false],
])("%j matches %j: %s", (field, name, isMatch) => {
  expect(matchesHost(field, name)).toBe(isMatch);
});

test("hashed names match the host that was hashed alone", () => {
  const salt = Buffer.from("a salt of 20 bytes..");
  const hash = createHmac("sha1", salt).update("host").digest("base64");
  const field = `|1|${salt.toString("base64")}|${hash}`;
  expect(matchesHost(field, "host")).toBe(true);
  expect(matchesHost(field, "host2")).toBe(false);
  for (const damaged of [`|2|${field.slice(3)}`, "|1|", "|1|x|y", "|"])
    expect(matchesHost(damaged, "host")).toBe(false);
});

test("patterns agree with regular expressions, and take no longer than their length", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 8 });
  const name = fc.string({ unit: fc.constantFrom("a", "b"), minLength: 1, maxLength: 10 });
  fc.assert(
    fc.property(text, name, (pattern, host) => {
      const expression = new RegExp(`^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`);
      expect(matchesHost(pattern, host)).toBe(expression.test(host));
    }),
    { numRuns: 1000 },
  );
  expect(matchesHost(`${"*a".repeat(500)}b`, "a".repeat(2000))).toBe(false);
});
