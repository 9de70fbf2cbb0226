import { resolve } from "node:path";
import { expect, test } from "vitest";
import { parseSha256, plainUrl, toDownloadRequest } from "../../src/download/options.ts";

const sourceOf = (text: string) => toDownloadRequest(text, { out: "out", maxRatio: 250 }).source;

test.each([
  ["atcs.zip", resolve("atcs.zip")],
  ["/a/b.tar", "/a/b.tar"],
  ["file:///a/b%20c.tar", "/a/b c.tar"],
])("%s is a file", (text, path) => {
  expect(sourceOf(text)).toEqual({ kind: "file", path });
});

test("https and http are URLs, other protocols are refused", () => {
  expect(sourceOf("https://a.org/b?c=1")).toEqual({ kind: "url", url: new URL("https://a.org/b?c=1") });
  expect(() => sourceOf("sftp://a.org/b")).toThrow(/expected an https:, http: or file: URL/);
  expect(() => sourceOf("file://host/b")).toThrow(/file:\/\/host\/b: /);
});

test("what may be secret is not told", () => {
  expect(plainUrl(new URL("https://me:pw@a.org:8443/b.zip?token=1#x"))).toBe("https://a.org:8443/b.zip");
});

test("sums in any case, with the algorithm before them or not", () => {
  const sum = "0123456789abcdef".repeat(4);
  for (const text of [sum, sum.toUpperCase(), `sha256:${sum}`]) expect(parseSha256(text)).toBe(sum);
  for (const text of ["", sum.slice(1), `${sum}0`, `g${sum.slice(1)}`]) expect(() => parseSha256(text)).toThrow();
});
