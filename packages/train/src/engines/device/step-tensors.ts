import type { NamedMoments } from "@atcs/models";
import { add, concat, dispose, keep, mul, reshape, square, sum, type Tensor, tidy } from "@tensorflow/tfjs";
import type { GradientSets, MicroBatchTensors } from "../compute/compute-gradients.ts";
import { addSums, type GradientFactors, type LossSums, noLoss } from "../compute/loss-sums.ts";
import { joinedValues } from "../state/values.ts";

const kinds = ["numerator", "denominator", "smoothness"] as const;

/** What is read back of a step. */
export interface StepReading {
  readonly sums: LossSums;
  /** In the order of the micro-batches. */
  readonly logits: Float32Array;
  /** Not finite where a gradient or a moment is not. */
  readonly magnitude: number;
}

/** Adds up on the device what comes of the micro-batches of a step, which are given in their order. */
export class StepTensors {
  readonly #gradients: { -readonly [Kind in keyof GradientSets<readonly Tensor[]>]?: readonly Tensor[] } = {};
  readonly #moments: NamedMoments[] = [];
  readonly #terms: Tensor[] = [];
  readonly #logits: Tensor[] = [];
  /** Everything else that there is to be disposed of. */
  readonly #rest: Tensor[] = [];

  /** Takes the tensors over. */
  add({ gradients, atLabels, smoothness, moments, logits, all }: MicroBatchTensors): void {
    const own = new Set(kinds.flatMap((kind) => gradients[kind] ?? []));
    this.#rest.push(...all.filter((each) => !own.has(each)));
    for (const kind of kinds) this.#addGradients(kind, gradients[kind]);
    const penalty = smoothness === undefined ? [] : [smoothness.numerator, smoothness.denominator];
    this.#terms.push(keep(tidy(() => joined([atLabels.numerator, atLabels.denominator, ...penalty]))));
    this.#moments.push(moments);
    this.#logits.push(logits);
  }

  /** In the order of the micro-batches. */
  get moments(): readonly NamedMoments[] {
    return this.#moments;
  }

  async read(): Promise<StepReading> {
    const magnitude = keep(tidy(() => this.#magnitude()));
    this.#rest.push(magnitude);
    const [size, terms, logits] = await Promise.all([
      magnitude.data<"float32">(),
      Promise.all(this.#terms.map((each) => each.data<"float32">())),
      // An empty tensor has nothing on a device.
      Promise.all(this.#logits.map((each) => (each.size === 0 ? new Float32Array(0) : each.data<"float32">()))),
    ]);
    return { sums: terms.map(toSums).reduce(addSums, noLoss), logits: joinedValues(logits), magnitude: size[0]! };
  }

  /** Of the loss of all micro-batches together, for the caller to dispose of. */
  gradient(factors: GradientFactors): Tensor[] {
    const { numerator, ...others } = this.#gradients;
    return numerator!.map((own, i) =>
      tidy(() => {
        let total = mul(own, factors.numerator);
        for (const kind of ["denominator", "smoothness"] as const) {
          const other = others[kind]?.[i];
          if (other !== undefined) total = add(total, mul(other, factors[kind]));
        }
        return total;
      }),
    );
  }

  dispose(): void {
    dispose([...kinds.flatMap((kind) => this.#gradients[kind] ?? []), ...this.#terms, ...this.#rest]);
  }

  #addGradients(kind: (typeof kinds)[number], own: readonly Tensor[] | undefined): void {
    const before = this.#gradients[kind];
    if (own === undefined) return;
    this.#gradients[kind] = before === undefined ? own : own.map((each, i) => tidy(() => add(before[i]!, each)));
    if (before !== undefined) dispose([...before, ...own]);
  }

  /** The sum of all squares. */
  #magnitude(): Tensor {
    const gradients = kinds.flatMap((kind) => this.#gradients[kind] ?? []);
    const moments = this.#moments.flatMap((each) =>
      [...each.values()].flatMap(({ mean, variance }) => [mean, variance]),
    );
    return sum(joined([...gradients, ...moments].map((each) => sum(square(each)))));
  }
}

function joined(scalars: readonly Tensor[]): Tensor {
  return concat(scalars.map((each) => reshape(each, [1])));
}

function toSums(terms: Float32Array): LossSums {
  const [numerator = 0, denominator = 0, smoothnessNumerator = 0, smoothnessDenominator = 0] = terms;
  return { numerator, denominator, smoothnessNumerator, smoothnessDenominator };
}
