import type { BuiltLeaderboard, MadeSubmission, Verification } from "@atcs/train";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../src/errors.ts";
import { type LeaderboardTools, leaderboard } from "../../src/leaderboard/leaderboard.ts";
import { type RawLeaderboardOptions, toLeaderboardRequest } from "../../src/leaderboard/options.ts";
import { verificationText } from "../../src/leaderboard/summary.ts";
import { captureIo } from "../support/io.ts";

const settings: NonNullable<Verification["settings"]> = {
  ...{ task: "bin_seg_3d", heightBins: [4, 103], split: "default", subset: "val", fingerprint: "f", threshold: 0.5 },
  model: { name: "unet_2d" },
};
const scores = { dice: 0.5, cloud_mask_accuracy: 0.75 };
const made: MadeSubmission = {
  directory: "/submissions/a",
  submission: {
    ...{ format: "atcs-submission-1", name: "first", ...settings, scores, version: "0.0.0" },
    files: { "meta.json": "0", "3.npy": "1" },
  },
};
const problems = [
  { file: "predictions/3.npy", instanceId: 3, problem: "it is missing" },
  { file: "", instanceId: null, problem: "there are 4 further problems" },
];
const accepted: Verification = {
  ...{ directory: "/submissions/a", accepted: true, problems: [], about: { name: "first" }, settings, scores },
  evaluation: null,
};
const refused: Verification = {
  ...{ directory: "/submissions/b", accepted: false, problems, about: {}, settings: null, scores: null },
  evaluation: null,
};
const built = {
  ...{ directory: "/leaderboard", files: ["index.html", "leaderboard.md"], refused: [] },
  groups: [{ settings, entries: [{ about: { name: "first" }, settings, scores, evaluation: null }] }],
} as unknown as BuiltLeaderboard;

const tools: LeaderboardTools = {
  submit: async () => made,
  verify: async ({ submission }) => (submission === "a" ? accepted : refused),
  buildLeaderboard: async ({ submissions }) =>
    submissions.length === 1 ? built : { ...built, refused: [{ directory: "/submissions/b", problems }] },
};

async function run(action: string, submissions: string[], raw: RawLeaderboardOptions, json = false) {
  const { io, stdout } = captureIo();
  const request = toLeaderboardRequest(action, submissions, raw);
  const context = { io, json, signal: io.signal! };
  const error: unknown = await leaderboard(request, tools, context).catch((reason: unknown) => reason);
  return { error, out: stdout() };
}

const submission = { predictions: "p", dataset: "d", name: "first", out: "a" };

describe("atcs leaderboard submit", () => {
  test("tells what it made", async () => {
    expect((await run("submit", [], submission)).out).toBe(
      [
        "name      first",
        "task      bin_seg_3d, split default, val",
        "scores    Dice 0.5000",
        "          cloud mask accuracy 0.7500",
        "files     2",
        "written   /submissions/a",
        "",
      ].join("\n"),
    );
    expect(JSON.parse((await run("submit", [], submission, true)).out)).toEqual(made);
  });
});

describe("atcs leaderboard verify", () => {
  test("accepts", async () => {
    const { error, out } = await run("verify", ["a"], { dataset: "d" });
    expect(error).toBeUndefined();
    expect(out).toMatch(/^accepted {2}\/submissions\/a\nname {6}first\nscores {4}Dice 0\.5000\n/);
  });

  test("tells all reasons of a refusal, and fails", async () => {
    const { error, out } = await run("verify", ["b"], { dataset: "d" });
    expect(out).toBe(
      [
        "refused   /submissions/b",
        "problem   predictions/3.npy: it is missing",
        "problem   there are 4 further problems",
        "",
      ].join("\n"),
    );
    expect(error).toMatchObject({
      code: "LEADERBOARD_REFUSED",
      message: "/submissions/b: the submission is refused, for 2 reasons",
      file: "/submissions/b",
    });
  });

  test("tells reasons before the scores that it found", async () => {
    const lines = [...verificationText([{ ...refused, scores }])].join("");
    expect(lines).toMatch(/^refused .*\nproblem .*\nproblem .*\nscores {4}Dice 0\.5000\n/);
  });

  test("several, as JSON", async () => {
    const { error, out } = await run("verify", ["a", "b"], { dataset: "d" }, true);
    expect((error as Error).message).toBe("1 of 2 submissions is refused");
    const { evaluation: _, ...first } = accepted;
    const { evaluation: __, ...second } = refused;
    expect(JSON.parse(out)).toEqual({ submissions: [first, second] });
  });
});

describe("atcs leaderboard build", () => {
  test("tells the tables", async () => {
    const { error, out } = await run("build", ["a"], { dataset: "d", out: "l" });
    expect(error).toBeUndefined();
    expect(out).toBe(
      [
        "task      bin_seg_3d, height bins 4 to 102, split default, val",
        "1.        first: Dice 0.5000, cloud mask accuracy 0.7500",
        "",
        "written   /leaderboard/index.html, /leaderboard/leaderboard.md",
        "",
      ].join("\n"),
    );
    const json = JSON.parse((await run("build", ["a"], { dataset: "d", out: "l" }, true)).out) as BuiltLeaderboard;
    expect(json.groups).toEqual([{ settings, entries: [{ about: { name: "first" }, scores }] }]);
  });

  test("tells which are refused, and fails", async () => {
    const { error, out } = await run("build", ["a", "b"], { unverified: true, out: "l" });
    expect(out).toContain("refused   /submissions/b\nproblem   predictions/3.npy: it is missing\n");
    expect((error as Error).message).toBe("1 of 2 submissions is refused");
  });
});

test.each<[string, string[], RawLeaderboardOptions, RegExp]>([
  ["remove", [], {}, /^there is no "remove" to do: expected submit, verify, build$/],
  ["submit", [], { ...submission, name: undefined as never }, /^leaderboard submit needs --name$/],
  ["submit", ["a"], submission, /^leaderboard submit makes one submission/],
  ["verify", [], { dataset: "d" }, /^leaderboard verify needs submissions/],
  ["verify", ["a"], { dataset: "d", out: "x" }, /^--out is no option of leaderboard verify$/],
  ["build", ["a"], { out: "x" }, /^leaderboard build needs --dataset$/],
])("wrong usage: %s %j %j", (action, submissions, raw, message) => {
  expect(() => toLeaderboardRequest(action, submissions, raw)).toThrow(UsageError);
  expect(() => toLeaderboardRequest(action, submissions, raw)).toThrow(message);
});
