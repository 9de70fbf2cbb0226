import { describe, expect, test } from "vitest";
import { createFaultPlan } from "../../src/server/_fault-plan.ts";
import { pathMatcher } from "../../src/server/_glob.ts";
import type { FaultRule } from "../../src/server/fault-rules.ts";

const ignore = () => {};

describe("counting", () => {
  test.each([
    [{}, [1, 2, 3, 4, 5]],
    [{ nth: 3 }, [3]],
    [{ times: 2 }, [1, 2]],
    [{ nth: 2, times: 3 }, [2, 3, 4]],
    [{ nth: 4, times: Infinity }, [4, 5]],
  ])("%j of five matches", (window, expected) => {
    const happened: unknown[] = [];
    const plan = createFaultPlan([{ kind: "changed-host-key", ...window }], (...fault) => happened.push(fault));
    expect([1, 2, 3, 4, 5].filter(() => plan.apply("changed-host-key", {}))).toEqual(expected);
    expect(happened).toEqual(expected.map(() => ["changed-host-key", 0, {}]));
  });

  test("every rule counts its own matches, and the first that applies does", () => {
    const plan = createFaultPlan(
      [
        { kind: "delay", milliseconds: 1, path: "*.h5", nth: 2 },
        { kind: "delay", milliseconds: 2, operations: ["READ"] },
      ],
      ignore,
    );
    const delays = [
      { path: "/a.h5", operation: "READ" as const },
      { path: "/a.hdf", operation: "STAT" as const },
      { path: "/b.h5", operation: "READ" as const },
      { operation: "READ" as const },
    ].map((event) => plan.apply("delay", event)?.milliseconds);
    expect(delays).toEqual([2, undefined, 1, 2]);
  });

  test("each fault that happens is told with its rule", () => {
    const happened: number[] = [];
    const rules: FaultRule[] = [{ kind: "stall" }, { kind: "corrupt", offset: 0 }, { kind: "corrupt", offset: 9 }];
    const plan = createFaultPlan(rules, (_kind, index) => happened.push(index));
    expect(plan.applyAll("corrupt", { path: "/a" })).toEqual(rules.slice(1));
    expect(happened).toEqual([1, 2]);
    expect(plan.apply("corrupt", { path: "/a" })).toEqual(rules[1]);
    expect(happened).toEqual([1, 2, 1]);
  });

  test("paths are looked up one by one", () => {
    const plan = createFaultPlan([{ kind: "disappear", after: 2 }], ignore);
    expect([plan.lookUp("/a"), plan.lookUp("/a"), plan.lookUp("/b"), plan.lookUp("/a")]).toEqual([
      false,
      false,
      false,
      true,
    ]);
    expect([plan.isGone("/a"), plan.isGone("/b")]).toEqual([true, false]);
  });
});

describe("paths", () => {
  test.each<[string | RegExp, string, boolean]>([
    ["*.h5", "/a/b/c.h5", true],
    ["*.h5", "/a/b.h5/c", false],
    ["/a/*", "/a/b", true],
    ["/a/*", "/a/b/c", false],
    ["/a/**", "/a/b/c", true],
    ["/a/**/c", "/a/c", true],
    ["/a/**/c", "/a/b/b/c", true],
    ["/a/**/c", "/a/bc", false],
    ["?.h5", "/é.h5", true],
    ["a.b", "/aXb", false],
    ["a[1]+(2)", "/a[1]+(2)", true],
    ["/", "/", true],
    ["*", "/a\nb", true],
    [/2008_0[34]/, "/x/2008_03_20/y", true],
    [/2008_0[34]/, "/x/2008_05_20/y", false],
  ])("%s and %j: %j", (pattern, path, expected) => {
    expect(pathMatcher(pattern)(path)).toBe(expected);
  });

  test("a global expression matches every time", () => {
    const matches = pathMatcher(/h5/g);
    expect([matches("/a.h5"), matches("/a.h5")]).toEqual([true, true]);
  });
});

describe("rules that are wrong are named", () => {
  test.each<[unknown, RegExp]>([
    [{}, /fault 1 has the kind undefined: expected one of drop-after-bytes, delay/],
    [{ kind: "toString" }, /fault 1 has the kind "toString"/],
    [null, /fault 1 must be an object/],
    [{ kind: "drop-after-bytes" }, /fault 1 \(drop-after-bytes\) has no bytes: expected an integer of at least 0/],
    [{ kind: "drop-after-bytes", bytes: 1.5 }, /has bytes = 1.5: expected an integer of at least 0/],
    [{ kind: "delay", milliseconds: NaN }, /has milliseconds = NaN/],
    [
      { kind: "delay", milliseconds: 1, operations: ["WRITE"] },
      /has operations = \["WRITE"\]: expected a list of some/,
    ],
    [{ kind: "wrong-size", size: 1, operations: ["READ"] }, /some of STAT, LSTAT, FSTAT, READDIR/],
    [{ kind: "refuse-login", nth: 0 }, /has nth = 0: expected an integer of at least 1/],
    [{ kind: "refuse-login", times: -1 }, /has times = -1: expected an integer of at least 1, or Infinity/],
    [{ kind: "refuse-login", path: "x" }, /has the property "path": expected some of kind, nth, times, username/],
    [{ kind: "too-many-connections", max: 1, how: "x" }, /expected "disconnect" or "close"/],
    [{ kind: "corrupt", offset: 0, length: 0 }, /has length = 0/],
    [{ kind: "stall", path: "" }, /has path = "": expected a glob/],
  ])("%j", (rule, message) => {
    const rules = [{ kind: "stall" }, rule] as FaultRule[];
    expect(() => createFaultPlan(rules, ignore)).toThrow(TypeError);
    expect(() => createFaultPlan(rules, ignore)).toThrow(message);
  });
});
