import type { LossSettings } from "../../../losses/loss-settings.ts";
import { writeCrossEntropy } from "./cross-entropy.ts";
import { writeFocal } from "./focal.ts";
import type { LossInputs, LossNodes } from "./loss.ts";
import { writeSoftJaccard } from "./soft-jaccard.ts";

/** Writes the loss, whose terms are called `numerator` and `denominator`; all other values have names in `loss/`. */
export function writeLoss(inputs: LossInputs, settings: LossSettings): LossNodes {
  switch (settings.kind) {
    case "cross_entropy":
      return writeCrossEntropy(inputs, settings);
    case "focal":
      return writeFocal(inputs, settings);
    case "soft_jaccard":
      return writeSoftJaccard(inputs, settings);
  }
}
