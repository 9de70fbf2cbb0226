import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ByteCache } from "../src/_byte-cache.ts";

describe("ByteCache", () => {
  it("drops what was not used for longest", () => {
    const cache = new ByteCache<string, number>(30);
    for (const [i, key] of ["a", "b", "c"].entries()) cache.set(key, i, 10);
    expect(cache.get("a")).toBe(0);
    cache.set("d", 3, 10);
    expect(["a", "b", "c", "d"].map((key) => cache.get(key))).toEqual([0, undefined, 2, 3]);
  });

  it("does not keep what is too large, nor drops others for it", () => {
    const cache = new ByteCache<string, number>(30);
    cache.set("a", 1, 30);
    cache.set("b", 2, 31);
    expect([cache.get("a"), cache.get("b")]).toEqual([1, undefined]);
    cache.set("a", 3, 31);
    expect(cache.get("a")).toBeUndefined();
  });

  it("holds nothing after it is closed", () => {
    const cache = new ByteCache<string, number>(30);
    cache.set("a", 1, 30);
    cache.close();
    cache.set("b", 2, 0);
    expect([cache.get("a"), cache.get("b")]).toEqual([undefined, undefined]);
  });

  it("never holds more than its bytes", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(20), fc.nat(60)), { maxLength: 100 }), (sets) => {
        const cache = new ByteCache<number, number>(100);
        const keys = new Set<number>();
        for (const [key, bytes] of sets) {
          cache.set(key, bytes, bytes);
          expect(cache.get(key)).toBe(bytes);
          keys.add(key);
        }
        const held = [...keys].map((key) => cache.get(key) ?? 0).reduce((sum, bytes) => sum + bytes, 0);
        expect(held).toBeLessThanOrEqual(100);
      }),
    );
  });
});
