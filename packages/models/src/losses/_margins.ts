import {
  customGrad,
  div,
  exp,
  expandDims,
  log,
  matMul,
  max,
  mul,
  reshape,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  tensor2d,
  tidy,
  transpose,
} from "@tensorflow/tfjs";

/**
 * How far the logits are in favour of the right class: u with sigmoid(u) = the probability of that class. Losses of it are
 * the same for one logit and for nine, and safe where the probability itself is rounded to 0 or 1. Of an unknown bin it is
 * some finite number.
 *
 * @param logits [P, 9, K], or [P, K] with two classes
 * @param targets [P, K, classes]
 * @returns [P, K]
 */
export function margins(logits: Tensor, targets: Tensor3D): Tensor2D {
  const [points, bins, classes] = targets.shape;
  if (classes === 2) return mul(logits, perBin(targets, [-1, 1])) as Tensor2D;
  const rows = reshape(transpose(logits, [0, 2, 1]), [points * bins, classes]) as Tensor2D;
  return reshape(marginOfRows(rows, reshape(targets, rows.shape)), [points, bins]);
}

/** A number of the class of each bin, 0 of unknown bins: [P, K] of targets [P, K, classes]. */
export function perBin(targets: Tensor3D, ofClass: readonly number[]): Tensor2D {
  const [points, bins, classes] = targets.shape;
  const rows = reshape(targets, [points * bins, classes]) as Tensor2D;
  return reshape(matMul(rows, tensor2d([...ofClass], [classes, 1])), [points, bins]);
}

/** Subtracted from a logit that is to have no part in a sum of powers: exp(-1e30) is 0. */
const outOfSum = 1e30;

/**
 * z_t - log sum over j other than t of exp(z_j) of each row z of [n, classes], as one operation with a gradient of its own:
 * 1 at t, and minus the softmax of the others elsewhere. (tfjs would differentiate the maximum, which cancels.)
 */
function marginOfRows(rows: Tensor2D, targets: Tensor2D): Tensor {
  const operation = customGrad((...args) => {
    const [z, save] = args as unknown as [Tensor2D, (tensors: Tensor[]) => void];
    const { largest, sums } = others(z, targets);
    const value = sub(sum(mul(sub(z, largest), targets), 1), log(reshape(sums, [z.shape[0]])));
    save([z, targets]);
    return {
      value,
      gradFunc: (dy, saved) => tidy(() => mul(expandDims(dy, 1), slopes(saved as [Tensor2D, Tensor2D]))),
    };
  });
  return operation(rows);
}

function slopes([z, targets]: [Tensor2D, Tensor2D]): Tensor {
  const { powers, sums } = others(z, targets);
  return sub(targets, div(powers, sums));
}

/** Powers of the logits of all classes but the right one, over the largest of them. */
function others(z: Tensor2D, targets: Tensor2D): { largest: Tensor; powers: Tensor; sums: Tensor } {
  const logits = sub(z, mul(targets, outOfSum));
  const largest = max(logits, 1, true);
  const powers = exp(sub(logits, largest));
  return { largest, powers, sums: sum(powers, 1, true) };
}
