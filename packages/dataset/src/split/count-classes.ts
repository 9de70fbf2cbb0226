import { unknownLabel } from "@atcs/colocate";
import { checkFunction, checkOptions, checkSignal } from "../_check-options.ts";
import type { ClassCounts } from "../layout/split-file.ts";
import { breathe } from "../loader/_breathe.ts";
import type { InstanceSource } from "../sources/types.ts";
import { cloudTypeCount } from "../tasks.ts";
import type { OperationOptions, StoredLabels } from "../types.ts";

/** Options of {@link countClasses}. */
export interface CountClassesOptions extends OperationOptions {
  /** Called after each instance. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Count the classes in the labels of instances, for the weights of a loss. */
export async function countClasses(
  source: InstanceSource,
  ids: readonly number[],
  options: CountClassesOptions = {},
): Promise<ClassCounts> {
  checkOptions("countClasses", options, ["signal", "onProgress"]);
  const { signal, onProgress } = options;
  checkSignal(signal);
  checkFunction("onProgress", onProgress);
  const counter = new ClassCounter();
  for (const [i, id] of ids.entries()) {
    counter.add(await source.readLabels(id, { signal }));
    onProgress?.(i + 1, ids.length);
    await breathe(signal);
  }
  return counter.counts();
}

/** Counts of label points that are added one after another. */
export class ClassCounter {
  /** [bins][9] */
  #perBin: number[][] = [];
  #cloudyPoints = 0;
  #points = 0;

  add({ count, bins, cloudScenario }: Pick<StoredLabels, "count" | "bins" | "cloudScenario">): void {
    while (this.#perBin.length < bins) this.#perBin.push(new Array<number>(cloudTypeCount).fill(0));
    for (let p = 0; p < count; p++) {
      let isCloudy = false;
      for (let k = 0; k < bins; k++) {
        const type = cloudScenario[p * bins + k]!;
        if (type === unknownLabel) continue;
        this.#perBin[k]![type]!++;
        isCloudy ||= type > 0;
      }
      if (isCloudy) this.#cloudyPoints++;
    }
    this.#points += count;
  }

  counts(): ClassCounts {
    const classCounts = Array.from({ length: cloudTypeCount }, (_, type) =>
      this.#perBin.reduce((sum, counts) => sum + counts[type]!, 0),
    );
    return {
      classCounts,
      classCountsPerBin: this.#perBin.map((counts) => [...counts]),
      cloudyPoints: this.#cloudyPoints,
      points: this.#points,
    };
  }
}
