import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { isModelError, type ModelError } from "../../src/errors.ts";
import { fileSystem } from "../../src/node/file-system.ts";
import { loadModel } from "../../src/saved/load-model.ts";
import { saveModel } from "../../src/saved/save-model.ts";
import { bitsOf, smallNetwork } from "../saved/_networks.ts";

let parent: string;
let directory: string;

beforeEach(async () => {
  await useBackend("cpu");
  parent = mkdtempSync(join(tmpdir(), "atcs-models-"));
  directory = join(parent, "runs", "first");
});

afterEach(() => rmSync(parent, { recursive: true, force: true }));

const names = (): string[] => readdirSync(directory).sort();
const weightsFile = (): string => join(directory, names().find((name) => name.endsWith(".bin"))!);
const readJson = () => JSON.parse(readFileSync(join(directory, "model.json"), "utf8"));

async function loadError(): Promise<ModelError> {
  const error = await loadModel(fileSystem(directory)).then(
    () => new Error("it was loaded"),
    (e: unknown) => e,
  );
  if (!isModelError(error)) throw error;
  return error;
}

describe("loading", () => {
  beforeEach(() => saveModel(smallNetwork("simple_conv"), fileSystem(directory)));

  const change = (edit: (json: ReturnType<typeof readJson>) => void) => {
    const json = readJson();
    edit(json);
    writeFileSync(join(directory, "model.json"), JSON.stringify(json));
  };

  test("tells what is not there", async () => {
    rmSync(weightsFile());
    expect(await loadError()).toMatchObject({ code: "MODEL_IO", file: expect.stringContaining("weights-") });
    rmSync(directory, { recursive: true });
    const file = join(directory, "model.json");
    expect(await loadError()).toMatchObject({
      code: "MODEL_IO",
      file,
      message: `${file}: it cannot be read (there is none)`,
    });
  });

  test.each<[string, () => void, string, RegExp]>([
    [
      "JSON that ends early",
      () => writeFileSync(join(directory, "model.json"), '{"format": '),
      "it is not JSON",
      /model\.json$/,
    ],
    [
      "bytes that are no text",
      () => writeFileSync(join(directory, "model.json"), new Uint8Array([255, 254])),
      "it is not JSON",
      /model\.json$/,
    ],
    [
      "an array",
      () => writeFileSync(join(directory, "model.json"), "[1]"),
      "it is an array: expected an object",
      /model\.json$/,
    ],
    [
      "no topology",
      () => change((json) => delete json.modelTopology),
      "its modelTopology is undefined",
      /model\.json$/,
    ],
    [
      "no manifest",
      () => change((json) => delete json.weightsManifest),
      "its weightsManifest is undefined",
      /model\.json$/,
    ],
    [
      "a group of nothing",
      () => change((json) => (json.weightsManifest = [null])),
      "has no paths and weights",
      /model\.json$/,
    ],
    [
      "weights without files",
      () => change((json) => (json.weightsManifest[0].paths = [])),
      "has weights, but no files",
      /model\.json$/,
    ],
    [
      "a weight without a name",
      () => change((json) => delete json.weightsManifest[0].weights[2].name),
      "weight 2 of group 0",
      /model\.json$/,
    ],
    [
      "a negative shape",
      () => change((json) => (json.weightsManifest[0].weights[2].shape = [-8])),
      '"stem_bn/beta", has no shape',
      /model\.json$/,
    ],
    [
      "a type that is none",
      () => change((json) => (json.weightsManifest[0].weights[0].dtype = "float8")),
      "has the type",
      /model\.json$/,
    ],
    [
      "weights that are cut off",
      () => writeFileSync(weightsFile(), readFileSync(weightsFile()).subarray(0, -4)),
      "by model.json",
      /\.bin$/,
    ],
    ["weights that are too long", () => writeFileSync(weightsFile(), "abc", { flag: "a" }), "by model.json", /\.bin$/],
    [
      "a bit that has turned over",
      () => {
        const bytes = readFileSync(weightsFile());
        bytes[99]! ^= 1;
        writeFileSync(weightsFile(), bytes);
      },
      "the digest differs",
      /\.bin$/,
    ],
  ])("%s is refused", async (_, damage, message, file) => {
    damage();
    const error = await loadError();
    expect(error.code).toBe("MODEL_FORMAT");
    expect(error.message).toContain(message);
    expect(error.file).toMatch(file);
  });

  test("a weight that does not fit names its layer and the file", async () => {
    change((json) => json.weightsManifest[0].weights[0].shape.reverse());
    const file = join(directory, "model.json");
    expect(await loadError()).toMatchObject({ code: "MODEL_WEIGHTS", layer: "stem", file });
  });

  test.each(["../secret.bin", "/etc/passwd", "a/../../b", "..\\b", "C:\\b", "file:///b", "", "a\0b", 7])(
    "files elsewhere are not read: %j",
    async (path) => {
      writeFileSync(join(parent, "runs", "secret.bin"), readFileSync(weightsFile()));
      change((json) => (json.weightsManifest[0].paths = [path]));
      const error = await loadError();
      expect(error.code).toBe("MODEL_FORMAT");
      expect(error.message).toContain("expected one inside of the directory");
    },
  );

  test("weights in several files, as converters split them", async () => {
    const bytes = readFileSync(weightsFile());
    writeFileSync(join(directory, "a.bin"), bytes.subarray(0, 10));
    writeFileSync(join(directory, "b.bin"), bytes.subarray(10));
    change((json) => (json.weightsManifest[0].paths = ["./a.bin", "b.bin"]));
    expect(bitsOf(await loadModel(fileSystem(directory)))).toEqual(bitsOf(smallNetwork("simple_conv")));
    writeFileSync(join(directory, "b.bin"), bytes.subarray(11));
    expect(await loadError()).toMatchObject({ code: "MODEL_FORMAT", file: join(directory, "b.bin") });
  });

  test("names of our own weights that have changed places are found by the digest", async () => {
    change(({ weightsManifest: [{ weights }] }) => {
      const place = (name: string) => weights.findIndex((each: { name: string }) => each.name === name);
      const [a, b] = [place("stem_bn/gamma"), place("stem_bn/moving_mean")];
      [weights[a], weights[b]] = [weights[b], weights[a]];
    });
    expect(await loadError()).toMatchObject({
      code: "MODEL_FORMAT",
      message: expect.stringContaining("the digest differs"),
    });
  });

  test("weights that no network of this configuration has are not read", async () => {
    // Without blocks on the disk, so that it costs nothing here.
    truncateSync(weightsFile(), 2 ** 36);
    change(({ weightsManifest: [{ weights }] }) => {
      weights[0].shape = [2 ** 34];
    });
    expect(await loadError()).toMatchObject({ code: "MODEL_WEIGHTS", layer: "stem" });
  });

  test.skipIf(process.platform === "win32")("a pipe is not waited for", async () => {
    for (const file of [weightsFile(), join(directory, "model.json")]) {
      rmSync(file);
      execFileSync("mkfifo", [file]);
      expect(await loadError()).toMatchObject({ code: "MODEL_IO", file });
    }
  });

  test("an enormous model.json is not read", async () => {
    rmSync(join(directory, "model.json"));
    writeFileSync(join(directory, "model.json"), "");
    truncateSync(join(directory, "model.json"), 2 ** 26 + 1);
    expect((await loadError()).message).toContain(`it has ${2 ** 26 + 1} bytes: expected at most ${2 ** 26}`);
  });
});
