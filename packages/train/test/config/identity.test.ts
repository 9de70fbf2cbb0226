import { expect, test } from "vitest";
import { identityDifference, runIdentity } from "../../src/config/identity.ts";
import type { RunConfig } from "../../src/config/run-config.ts";
import { smallConfig } from "../support/run-config.ts";

const own = runIdentity(smallConfig);

test("where the data lie, how long it trains and on what may change", () => {
  const moved: RunConfig = {
    ...smallConfig,
    dataset: { ...smallConfig.dataset, path: "/elsewhere" },
    training: { ...smallConfig.training, epochs: 99, checkpointEvery: 1 },
    engine: { name: "wasm", workers: 2 },
    loader: { workers: 3, prefetch: 0 },
  };
  expect(runIdentity(moved)).toBe(own);
});

test("the order of keys does not count", () => {
  const entries = Object.entries(smallConfig.training).reverse();
  expect(runIdentity({ ...smallConfig, training: Object.fromEntries(entries) as RunConfig["training"] })).toBe(own);
});

test.each<[Partial<RunConfig>, string | undefined]>([
  [{}, undefined],
  [{ training: { ...smallConfig.training, seed: 4 } }, "training.seed is 4, and 0 in the run"],
  [{ dataset: { ...smallConfig.dataset, fingerprint: "cd" } }, 'dataset.fingerprint is "cd", and "ab12" in the run'],
  [
    { network: { ...smallConfig.network, config: { ...smallConfig.network.config, maxWidth: 9 } } },
    "network.config.maxWidth is 9, and 3 in the run",
  ],
  [
    { loss: { ...smallConfig.loss, kind: "focal", alpha: [1, 1], gamma: 2 } },
    'loss.kind is "focal", and "cross_entropy" in the run',
  ],
])("a difference is told: %j", (changed, difference) => {
  expect(identityDifference(runIdentity({ ...smallConfig, ...changed }), own)).toBe(difference);
});
