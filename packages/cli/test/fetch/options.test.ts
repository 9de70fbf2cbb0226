import { parseTime } from "@atcs/colocate";
import { type Archive, findProduct, listProduct } from "@atcs/icare-fetch";
import { expect, test } from "vitest";
import { UsageError } from "../../src/errors.ts";
import { parseProducts, parseVersion, type RawFetchOptions, toFetchRequest } from "../../src/fetch/options.ts";
import { main } from "../../src/index.ts";
import { captureIo } from "../support/io.ts";

const raw: RawFetchOptions = {
  archive: "archive",
  product: ["sync"],
  from: parseTime("2008-06-03"),
  out: "mirror",
  concurrency: 4,
};

test("defaults: one day, everything, nothing for the session but the mirror", () => {
  const { session, products, ...rest } = toFetchRequest(raw, findProduct);
  expect(rest).toEqual({
    archive: "archive",
    from: "2008-06-03",
    to: "2008-06-03",
    out: "mirror",
    version: undefined,
    isDryRun: false,
    limit: Infinity,
    refresh: false,
    concurrency: 4,
    isVerbose: false,
  });
  expect(products.map(({ id }) => id)).toEqual(["sync"]);
  expect(Object.fromEntries(Object.entries(session).filter(([, value]) => value !== undefined))).toEqual({
    mirrorDir: "mirror",
    maxConnections: 4,
  });
});

test("all days that can be listed can be asked for, and no more", async () => {
  const request = (to: string) =>
    toFetchRequest({ ...raw, from: parseTime("1970-01-01"), to: parseTime(to) }, findProduct);
  const days = async (to: string) => {
    const archive = { list: async () => [] } as unknown as Archive;
    let count = 0;
    for await (const _ of listProduct(archive, findProduct("sync"), { from: "1970-01-01", to })) count++;
    return count;
  };
  expect(request("2024-10-03").to).toBe("2024-10-03");
  expect(await days("2024-10-03")).toBe(20_000);
  expect(() => request("2024-10-04")).toThrow(
    new UsageError("--from 1970-01-01 --to 2024-10-04 are 20001 days: expected 20000 at most"),
  );
  await expect(days("2024-10-04")).rejects.toThrow(RangeError);
  const ever = { ...raw, from: parseTime("0001-01-01"), to: parseTime("9999-12-31") };
  expect(() => toFetchRequest(ever, findProduct)).toThrow(UsageError);
});

test("wrong days and products are wrong usage", () => {
  expect(() => toFetchRequest({ ...raw, to: parseTime("2008-06-02") }, findProduct)).toThrow(
    "--to 2008-06-02 lies before --from 2008-06-03",
  );
  expect(() => toFetchRequest({ ...raw, product: ["modis"] }, findProduct)).toThrow(
    'there is no product "modis": expected one of parasol, cldclass, sync',
  );
});

test("products and versions", () => {
  expect(parseProducts("sync, parasol,sync")).toEqual(["sync", "parasol"]);
  expect(() => parseProducts("sync,")).toThrow("Expected names of products");
  expect(parseVersion("1.01")).toBe("1.01");
  expect(() => parseVersion("v1.01")).toThrow("such as 1.01");
});

test.each<[string, string[], RegExp]>([
  ["no product", ["--from", "2008-06-03", "--out", "x"], /required option '--product <names>'/],
  ["another product", ["--product", "modis", "--from", "2008-06-03", "--out", "x"], /there is no product "modis"/],
  ["no day", ["--product", "sync", "--from", "yesterday", "--out", "x"], /invalid\. Expected a day such as/],
  [
    "a day that does not exist",
    ["--product", "sync", "--from", "2008-06-31", "--out", "x"],
    /There is no such day\. Expected a day such as/,
  ],
  [
    "more days than there are",
    ["--product", "sync", "--from", "0001-01-01", "--to", "9999-12-31", "--out", "x"],
    /are 3652059 days: expected 20000 at most/,
  ],
  [
    "a password in the URL",
    ["--product", "sync", "--from", "2008-06-03", "--out", "x", "--archive", "sftp://me:hunter2@h/"],
    /password/,
  ],
])("wrong usage: %s", async (_, argv, message) => {
  const { io, stderr, stdout } = captureIo();
  expect(await main(["fetch", ...argv], io)).toBe(2);
  expect(stderr()).toMatch(message);
  expect(stdout() + stderr()).not.toContain("hunter2");
});
