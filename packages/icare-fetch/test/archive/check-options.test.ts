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
  [{ mirrorDir: "" }, RangeError, "mirrorDir must be a path that is not empty and holds no NUL, got ''"],
  [
    { cacheDir: new URL("file:///x") },
    TypeError,
    "cacheDir must be a path that is not empty and holds no NUL, got a value of type object",
  ],
  [{ interactive: 1 }, TypeError, "interactive must be true or false, got 1"],
  [{ retry: 3 }, TypeError, "retry must be an object, got 3"],
  [{ env: null }, TypeError, "env must be an object, got null"],
  [{ log: "console" }, TypeError, "log must be a function, got 'console'"],
  [{ mirrordir: "x" }, TypeError, 'there is no option "mirrordir": did you mean mirrorDir?'],
  [{ maxBytes: 5 }, TypeError, 'there is no option "maxBytes": did you mean maxCacheBytes?'],
  [{ nope: 1 }, TypeError, 'there is no option "nope"'],
  [{ retry: { attempst: 2 } }, TypeError, 'there is no option "retry.attempst": did you mean retry.attempts?'],
  [{ retry: { attempts: "2" } }, TypeError, "retry.attempts must be a number, got '2'"],
  [{ retry: null }, TypeError, "retry must be an object, got null"],
  [{ signal: {} }, TypeError, "signal must be an AbortSignal, got a value of type object"],
  [{ mirrorDir: "a\0b" }, RangeError, "mirrorDir must be a path that is not empty and holds no NUL, got 'a\\x00b'"],
  [{ toString: 1 }, TypeError, 'there is no option "toString"'],
  [{ passwort: "hunter2" }, TypeError, 'there is no option "passwort": did you mean password?'],
])("%j is refused, by the name that was given", (options, kind, message) => {
  const check = () => checkOptions(options as OpenArchiveOptions);
  expect(check).toThrow(kind);
  expect(check).toThrow(new kind(message));
});

test.each([5, null, "x", true])("what is no object is refused: %j", (options) => {
  const message = `options must be an object, got ${typeof options === "string" ? "'x'" : String(options)}`;
  expect(() => checkOptions(options as never)).toThrow(new TypeError(message));
});

test.each(["password", "passphrase"])("a %s of a wrong type is not shown", (name) => {
  expect(() => checkOptions({ [name]: 123456 })).toThrow(`${name} must be a text, got a value of type number`);
});
