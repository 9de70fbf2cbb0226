import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { parseRunConfig } from "../../../train/src/config/run-config-file.ts";
import { trainSettings } from "../../../train/src/config/settings.ts";
import { UsageError } from "../../src/errors.ts";
import { readConfigFile } from "../../src/train/config-file.ts";
import { runConfig } from "./support.ts";

const folder = mkdtempSync(join(tmpdir(), "atcs-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

function read(content: string): Promise<unknown> {
  const file = join(folder, "options.json");
  writeFileSync(file, content);
  return readConfigFile(file, parseRunConfig);
}

describe("options in a file", () => {
  test("have the names of the library", async () => {
    const options = { dataset: "data", out: "run", batchSize: 16, omitAngles: [0], clip: false };
    expect(await read(JSON.stringify(options))).toEqual(options);
  });

  test("may be the configuration of a run, which is then repeated", async () => {
    const options = (await read(JSON.stringify(runConfig))) as { out: string };
    const settings = trainSettings({ dataset: "/data", ...options, out: "again" });
    expect(settings).toMatchObject({
      ...{ dataset: "/data", fields: ["I865P", "Q865P"], omitAngles: [3, 12], heightBins: [4, 103], augment: true },
      ...{ network: "unet_2d", baseWidth: 16, blocks: 5, maxWidth: 512, classWeights: [0.25, 1.75] },
      ...{ loss: "cross_entropy", epochs: 20, microBatch: 2, patience: 10, seed: 0 },
    });
  });

  test.each([
    ['{"batchsize": 1}', /no option "batchsize": did you mean batchSize\?$/],
    ['{"learning-rate": 1}', /did you mean learningRate\?$/],
    ['{"sede": 1}', /did you mean seed\?$/],
    ['{"something": 1}', /no option "something": expected some of dataset, out, split/],
    ['{"dataset": 5}', /options\.json: dataset is 5: expected a path$/],
    ['{"out": ""}', /out is "": expected a path$/],
    ["[1]", /expected options as \{"network"/],
    ["null", /expected options as/],
    ["{", /options\.json: it is no JSON/],
  ])("%s is refused", async (content, message) => {
    const error = await read(content).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toMatch(message);
  });

  test("a damaged configuration of a run is told as that", async () => {
    await expect(read('{"version": 2}')).rejects.toMatchObject({ code: "TRAIN_CONFIG" });
  });

  test("a file that cannot be read", async () => {
    const missing = readConfigFile(join(folder, "nope.json"), parseRunConfig);
    await expect(missing).rejects.toMatchObject({ code: "CONFIG", message: expect.stringMatching(/no such file/) });
    await expect(readConfigFile(folder, parseRunConfig)).rejects.toThrow(/cannot be read \(it is a directory\)$/);
    writeFileSync(join(folder, "long.json"), " ".repeat(2 ** 20 + 1));
    const long = readConfigFile(join(folder, "long.json"), parseRunConfig);
    await expect(long).rejects.toMatchObject({ code: "CONFIG", message: expect.stringMatching(/1048577 bytes/) });
  });
});
