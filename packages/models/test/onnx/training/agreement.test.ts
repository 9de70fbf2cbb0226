import { test } from "vitest";
import { useBackend } from "../../../../../test/support/tfjs.ts";
import { networkNames } from "../../../src/index.ts";
import { expectAgreementOf, losses } from "./_agreement.ts";

await useBackend("cpu");

/** Every network with one loss; all losses, and deeper networks, are in the job tests. */
const cases = networkNames.map((name, i) => ({ name, loss: losses[i % losses.length]! }));

test.each(cases)("$name, $loss.task: loss, logits, running statistics and gradients as in tfjs", ({ name, loss }) =>
  expectAgreementOf(name, loss, name.startsWith("unet") ? [5, 6] : [3, 4], { baseWidth: 8, blocks: 1 }),
);
