import { expect, test } from "vitest";
import { checkOptions } from "../../src/archive/_check-options.ts";
import type { OpenArchiveOptions } from "../../src/archive/types.ts";

test("what is left out or undefined, and what is right, is right", () => {
  checkOptions({});
  checkOptions({ maxCacheBytes: Infinity, listingMaxAgeMs: 0, agent: true, mirrorDir: undefined, password: "" });
});

test.each<[Record<string, unknown>, typeof TypeError | typeof RangeError, string]>([
  [{ maxConnections: "4" }, TypeError, "maxConnections must be an integer from 1 to 64, got '4'"],
  [{ maxConnections: 0 }, RangeError, "maxConnections must be an integer from 1 to 64, got 0"],
  [{ maxCacheBytes: -1 }, RangeError, "maxCacheBytes must be a number above 0, got -1"],
  [{ listingMaxAgeMs: Number.NaN }, RangeError, "listingMaxAgeMs must be a number from 0, got NaN"],
  [{ bytesPerSecond: "5MB" }, TypeError, "bytesPerSecond must be a number above 0, got '5MB'"],
  [{ mirrorDir: "" }, RangeError, "mirrorDir must be a text that is not empty, got ''"],
  [
    { cacheDir: new URL("file:///x") },
    TypeError,
    "cacheDir must be a text that is not empty, got a value of type object",
  ],
  [{ interactive: 1 }, TypeError, "interactive must be true or false, got 1"],
  [{ retry: 3 }, TypeError, "retry must be an object, got 3"],
  [{ env: null }, TypeError, "env must be an object, got null"],
  [{ log: "console" }, TypeError, "log must be a function, got 'console'"],
  [{ mirrordir: "x" }, TypeError, 'there is no option "mirrordir": did you mean mirrorDir?'],
  [{ maxBytes: 5 }, TypeError, 'there is no option "maxBytes": did you mean maxCacheBytes?'],
  [{ passwort: "hunter2" }, TypeError, 'there is no option "passwort": did you mean password?'],
])("%j is refused, by the name that was given", (options, kind, message) => {
  const check = () => checkOptions(options as OpenArchiveOptions);
  expect(check).toThrow(kind);
  expect(check).toThrow(new kind(message));
});

test.each(["password", "passphrase"])("a %s of a wrong type is not shown", (name) => {
  expect(() => checkOptions({ [name]: 123456 })).toThrow(`${name} must be a text, got a value of type number`);
});
