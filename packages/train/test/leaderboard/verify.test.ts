import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { npyBytes, readNpy } from "@atcs/dataset";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { SubmissionProblem } from "../../src/evaluate/problems.ts";
import { type Verification, verify } from "../../src/leaderboard/verify.ts";
import { writeSmallDataset } from "../support/small-dataset.ts";
import { temporaryFolder } from "../support/temporary.ts";
import { editAbout, forge, readAbout, writeSubmission } from "./_support.ts";

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);
const dataset = at("dataset");

beforeAll(async () => {
  await writeSmallDataset(dataset);
  await writeSmallDataset(at("other-dataset"), { points: 3 });
  await writeSubmission(at("types"), dataset, { task: "seg_3d" });
  await writeSubmission(at("clouds"), dataset, { task: "bin_seg_3d", heightBins: [1, 5] });
});

/** What becomes of a submission that was changed. */
async function tampered(original: "types" | "clouds", change: (directory: string) => void): Promise<Verification> {
  const directory = at("tampered");
  rmSync(directory, { recursive: true, force: true });
  cpSync(at(original), directory, { recursive: true });
  change(directory);
  const verification = await verify({ submission: directory, dataset });
  expect(verification.directory).toBe(directory);
  return verification;
}

const isProblem = (file: string, problem: RegExp, instanceId: number | null = null): SubmissionProblem => ({
  file,
  instanceId,
  problem: expect.stringMatching(problem),
});

const read = (directory: string, file: string): Buffer => readFileSync(join(directory, "predictions", file));
const npyOf = (directory: string, file: string) => readNpy(new Uint8Array(read(directory, file)));

/** Predictions with one value changed. */
function withValue(directory: string, file: string, value: number): Uint8Array {
  const bytes = new Uint8Array(read(directory, file));
  const { data } = readNpy(bytes);
  data[7] = value;
  return bytes;
}

test("what nobody touched is accepted", async () => {
  for (const submission of [at("types"), at("clouds")]) {
    const { accepted, problems, scores, evaluation, about } = await verify({ submission, dataset });
    expect({ accepted, problems }).toEqual({ accepted: true, problems: [] });
    expect(scores).toEqual(readAbout(submission).scores);
    expect(evaluation?.instances).toHaveLength(2);
    expect(about).toEqual({ name: "A guess" });
  }
});

describe("a flipped value", () => {
  test("does not have the digest", async () => {
    const flip = (directory: string): void => {
      const bytes = read(directory, "5.npy");
      bytes[bytes.length - 1]! = bytes.at(-1)! === 0 ? 1 : 0;
      writeFileSync(join(directory, "predictions/5.npy"), bytes);
    };
    const { accepted, problems } = await tampered("types", flip);
    expect(accepted).toBe(false);
    expect(problems).toContainEqual(
      isProblem("predictions/5.npy", /its SHA-256 is [\da-f]{64}: expected [\da-f]{64}/, 5),
    );
  });

  test("with its digest does not have the scores", async () => {
    const { accepted, problems } = await tampered("types", (directory) => {
      const bytes = new Uint8Array(read(directory, "5.npy"));
      (readNpy(bytes).data as Uint8Array).fill(4);
      forge(directory, "5.npy", bytes);
    });
    expect(accepted).toBe(false);
    expect(problems).toContainEqual(
      isProblem("submission.json", /^scores\.dice is 0\.\d+: the predictions have 0\.\d+/),
    );
    expect(problems.every(({ file, problem }) => file === "submission.json" && /^scores\./.test(problem))).toBe(true);
  });

  test("anywhere in the file is found, whatever the byte", async () => {
    const { length } = read(at("types"), "6.npy");
    const changes = fc.asyncProperty(fc.nat(length - 1), fc.integer({ min: 1, max: 255 }), async (place, xor) => {
      const { accepted } = await tampered("types", (directory) => {
        const bytes = read(directory, "6.npy");
        bytes[place]! ^= xor;
        writeFileSync(join(directory, "predictions/6.npy"), bytes);
      });
      expect(accepted).toBe(false);
    });
    await fc.assert(changes, { numRuns: 20 });
  });
});

describe("submission.json", () => {
  test("with a score that was edited", async () => {
    const { accepted, problems, scores } = await tampered("clouds", (directory) =>
      editAbout(directory, (about) => ({
        ...about,
        scores: { ...about.scores, dice: 0.99, tp: about.scores.tp! + 1 },
      })),
    );
    expect(accepted).toBe(false);
    expect(problems).toEqual([
      isProblem("submission.json", /scores\.tp is \d+: the predictions have \d+/),
      isProblem("submission.json", /scores\.dice is 0\.99: the predictions have 0\.\d+/),
    ]);
    expect(scores).toEqual(readAbout(at("clouds")).scores);
  });

  test.each<[string, object, RegExp]>([
    ["a score less", { scores: {} }, /scores\.dice is missing/],
    ["a score more", { scores: { ...{ style: 1 } } }, /there is no score "style"/],
    [
      "a score that is no number",
      { scores: { dice: "1" } },
      /scores is an object: expected an object of which each value/,
    ],
    ["another task", { task: "bin_seg_3d" }, /task is "bin_seg_3d": expected that of predictions\/meta\.json/],
    ["other height bins", { heightBins: [0, 4] }, /heightBins is \[0,4\]: expected/],
    ["another model", { model: { name: "better" } }, /model is another one/],
    ["a path as its split", { split: "../../etc/passwd" }, /the split's name is "\.\.\/\.\.\/etc\/passwd"/],
    ["another fingerprint", { fingerprint: "0".repeat(64) }, /fingerprint is "0+": expected that of/],
    ["a script as its address", { url: "javascript:alert(1)" }, /url is the text "javascript:alert\(1\)": expected/],
    ["two lines as its name", { name: "a\nb" }, /name is the text "a\\nb": expected/],
    ["no name", { name: undefined }, /name is missing: expected a text/],
    ["a setting that there is not", { bonus: 1 }, /there is no setting "bonus"/],
    ["another format", { format: "atcs-submission-9" }, /format is the text "atcs-submission-9"/],
    ["a digest less", { files: {} }, /files has no digest of 5\.npy/],
    ["a digest that is none", { files: { "5.npy": "x" } }, /files is an object: expected/],
    [
      "a path among the digests",
      { files: { "../../x": "0".repeat(64) } },
      /files has "\.\.\/\.\.\/x", which does not belong/,
    ],
  ])("with %s is refused", async (_name, change, problem) => {
    const { accepted, problems } = await tampered("types", (directory) =>
      editAbout(directory, (about) => ({ ...about, ...change })),
    );
    expect(accepted).toBe(false);
    expect(problems).toContainEqual(
      expect.objectContaining({ file: "submission.json", problem: expect.stringMatching(problem) }),
    );
  });

  test.each<[string, string | Uint8Array, RegExp]>([
    ["no JSON", "{", /it is no JSON/],
    ["no UTF-8", Uint8Array.of(0x22, 0xff, 0x22), /it is no text of UTF-8/],
    ["a list", "[]", /it is an array: expected an object/],
    ["a tower of brackets", "[".repeat(1e5), /more than 32 levels deep/],
    ["a trap for objects", '{"__proto__": {"name": "x"}}', /name is missing/],
  ])("that is %s is refused", async (_name, content, problem) => {
    const { accepted, problems, scores } = await tampered("types", (directory) =>
      writeFileSync(join(directory, "submission.json"), content),
    );
    expect(accepted).toBe(false);
    expect(problems).toContainEqual(isProblem("submission.json", problem));
    // Of the predictions all is known all the same.
    expect(scores).toEqual(readAbout(at("types")).scores);
  });
});

describe("predictions", () => {
  const float32 = (shape: number[], value: number): Uint8Array => {
    const data = new Float32Array(shape.reduce((product, side) => product * side, 1)).fill(value);
    return npyBytes({ dtype: "float32", shape, data });
  };

  test.each<[string, (directory: string) => Uint8Array, RegExp]>([
    [
      "NaN",
      (directory) => withValue(directory, "5.npy", Number.NaN),
      /it is NaN at point 1, bin 3: expected a probability/,
    ],
    ["infinity", (directory) => withValue(directory, "5.npy", Number.POSITIVE_INFINITY), /it is Infinity at/],
    ["a logit", () => float32([4, 4], -3), /it is -3 at point 0, bin 0, and 15 other values are wrong/],
    ["another shape", () => float32([4, 5], 0.5), /it is float32 \(4, 5\): expected float32 \(4, 4\)/],
    ["a dimension more", () => float32([4, 4, 1], 0.5), /it is float32 \(4, 4, 1\): expected/],
    ["a million points", () => float32([1_000_000, 4], 0.5), /it has \d+ bytes: expected at most \d+/],
    [
      "float64",
      () => npyBytes({ dtype: "float64", shape: [4, 4], data: new Float64Array(16) }),
      /it is float64 \(4, 4\): expected float32/,
    ],
    ["uint8", () => npyBytes({ dtype: "uint8", shape: [4, 4], data: new Uint8Array(16) }), /it is uint8/],
    [
      "a file that is cut off",
      (directory) => new Uint8Array(read(directory, "5.npy").subarray(0, -3)),
      /61 bytes of elements/,
    ],
    [
      "a header that is cut off",
      (directory) => new Uint8Array(read(directory, "5.npy").subarray(0, 20)),
      /within its header/,
    ],
    ["nothing", () => new Uint8Array(0), /not an npy file/],
    ["a pickle", () => new TextEncoder().encode("cos\nsystem\n(S'id'\ntR."), /not an npy file/],
  ])("with %s are refused, also with their digest", async (_name, content, problem) => {
    const { accepted, problems, scores } = await tampered("clouds", (directory) =>
      forge(directory, "5.npy", content(directory)),
    );
    expect(accepted).toBe(false);
    expect(problems).toContainEqual(isProblem("predictions/5.npy", problem, 5));
    expect(scores).toBeNull();
  });

  test("with a class that there is not are refused", async () => {
    const { problems } = await tampered("types", (directory) =>
      forge(directory, "6.npy", withValue(directory, "6.npy", 255)),
    );
    expect(problems).toEqual([
      isProblem("predictions/6.npy", /it is 255 at point 1, bin 2: expected a class from 0 to 8/, 6),
    ]);
  });

  test("in another byte order are the same", async () => {
    const { accepted, problems } = await tampered("clouds", (directory) => {
      const { data, shape } = npyOf(directory, "5.npy");
      const header = `{'descr': '>f4', 'fortran_order': False, 'shape': (${shape.join(", ")}), }`.padEnd(117, " ");
      const bytes = new Uint8Array(128 + 4 * data.length);
      bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]);
      bytes.set(new TextEncoder().encode(`${header}\n`), 10);
      const view = new DataView(bytes.buffer);
      for (const [i, value] of (data as Float32Array).entries()) view.setFloat32(128 + 4 * i, value);
      forge(directory, "5.npy", bytes);
    });
    expect({ accepted, problems }).toEqual({ accepted: true, problems: [] });
  });

  test("that are missing or surplus are refused, all of them told", async () => {
    const { problems } = await tampered("clouds", (directory) => {
      renameSync(join(directory, "predictions/5.npy"), join(directory, "predictions/05.npy"));
      truncateSync(join(directory, "predictions/6.npy"), 100);
      writeFileSync(join(directory, "predictions/0.npy"), "");
      writeFileSync(join(directory, "README.md"), "");
      mkdirSync(join(directory, "predictions/more"));
    });
    expect(problems).toHaveLength(7);
    const surplus = /it does not belong to a submission/;
    for (const file of ["README.md", "predictions/05.npy", "predictions/0.npy", "predictions/more"]) {
      expect(problems).toContainEqual(isProblem(file, surplus));
    }
    expect(problems).toContainEqual(isProblem("predictions/5.npy", /it is missing/, 5));
    expect(problems).toContainEqual(isProblem("predictions/6.npy", /cut off within its header/, 6));
    expect(problems).toContainEqual(isProblem("predictions/6.npy", /its SHA-256 is/, 6));
  });

  test("of another dataset are refused", async () => {
    const { accepted, problems } = await verify({ submission: at("clouds"), dataset: at("other-dataset") });
    expect(accepted).toBe(false);
    expect(problems).toContainEqual(
      isProblem("predictions/meta.json", /fingerprint is "[\da-f]{64}": expected "[\da-f]{64}", that/),
    );
    expect(problems).toContainEqual(isProblem("predictions/5.npy", /\(4, 4\): expected float32 \(3, 4\)/, 5));
  });

  test.each<[string, object, RegExp]>([
    ["a split that there is not", { split: "fold3" }, /split is "fold3", and of the dataset: there is no split/],
    ["bins that there are not", { heightBins: [1, 99] }, /heightBins is \[1, 99\]: expected a range within the 5 bins/],
    ["a threshold that is none", { threshold: 2 }, /threshold is 2: expected a probability/],
    ["a model without a name", { model: {} }, /model\.name is no such name/],
    ["another subset", { subset: "test" }, /subset is the text "test"/],
  ])("of %s are refused", async (_name, change, problem) => {
    const { accepted, problems } = await tampered("clouds", (directory) => {
      const meta = { ...JSON.parse(String(read(directory, "meta.json"))), ...change };
      forge(directory, "meta.json", JSON.stringify(meta));
      editAbout(directory, (about) => ({ ...about, ...change }));
    });
    expect(accepted).toBe(false);
    expect(problems).toContainEqual(isProblem("predictions/meta.json", problem));
  });

  test("with another threshold have other scores", async () => {
    const { problems } = await tampered("clouds", (directory) => {
      const meta = { ...JSON.parse(String(read(directory, "meta.json"))), threshold: 0.05 };
      forge(directory, "meta.json", JSON.stringify(meta));
    });
    expect(problems).toContainEqual(isProblem("submission.json", /threshold is 0\.5: expected that of/));
    expect(problems).toContainEqual(isProblem("submission.json", /scores\.recall is .*: the predictions have 1/));
  });
});

describe("links and pipes lead nowhere", () => {
  const elsewhere = (): string => {
    cpSync(at("clouds"), at("elsewhere"), { recursive: true });
    return at("elsewhere");
  };

  test.each(["submission.json", "predictions/meta.json", "predictions/5.npy"])("%s as a link", async (file) => {
    const target = join(elsewhere(), file);
    const { accepted, problems } = await tampered("clouds", (directory) => {
      rmSync(join(directory, file));
      symlinkSync(target, join(directory, file));
    });
    expect(accepted).toBe(false);
    expect(problems).toContainEqual(expect.objectContaining({ file, problem: expect.stringMatching(/symbolic link/) }));
  });

  test("the folder of predictions as a link, a file, or missing", async () => {
    const target = join(elsewhere(), "predictions");
    const remove = (directory: string): void => rmSync(join(directory, "predictions"), { recursive: true });
    const linked = await tampered("clouds", (directory) => {
      remove(directory);
      symlinkSync(target, join(directory, "predictions"));
    });
    expect(linked).toMatchObject({ accepted: false, scores: null, settings: null });
    expect(linked.problems).toEqual([isProblem("predictions", /symbolic link/)]);
    const file = await tampered("clouds", (directory) => {
      remove(directory);
      writeFileSync(join(directory, "predictions"), "");
    });
    expect(file.problems).toEqual([isProblem("predictions", /it is no directory/)]);
    expect((await tampered("clouds", remove)).problems).toEqual([isProblem("predictions", /it is missing/)]);
  });

  test("a directory in place of a file", async () => {
    const { problems } = await tampered("clouds", (directory) => {
      rmSync(join(directory, "predictions/5.npy"));
      mkdirSync(join(directory, "predictions/5.npy"));
    });
    expect(problems).toContainEqual(isProblem("predictions/5.npy", /it is a directory: expected a file/, 5));
  });
});

test("of very many problems a thousand are told", async () => {
  const { problems } = await tampered("clouds", (directory) => {
    for (let i = 0; i < 1100; i++) writeFileSync(join(directory, `${i}.txt`), "");
  });
  expect(problems.length).toBeLessThanOrEqual(1001);
  expect(problems.length).toBeGreaterThanOrEqual(1000);
});

test("what cannot be verified at all is an error", async () => {
  const nowhere = {
    code: "TRAIN_SUBMISSION",
    message: expect.stringMatching(/nowhere: there is no submission: expected/),
  };
  await expect(verify({ submission: at("nowhere"), dataset })).rejects.toMatchObject(nowhere);
  await expect(verify({ submission: at("clouds"), dataset: at("none") })).rejects.toMatchObject({
    code: "DATASET_NOT_FOUND",
  });
  await expect(verify({ submission: at("clouds") } as { submission: string; dataset: string })).rejects.toThrow(
    TypeError,
  );
  const signal = AbortSignal.abort(new Error("enough"));
  await expect(verify({ submission: at("clouds"), dataset, signal })).rejects.toThrow("enough");
});
