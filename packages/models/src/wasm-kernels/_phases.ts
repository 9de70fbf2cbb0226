import { reshape, type Tensor4D, transpose } from "@tensorflow/tfjs";
import { padOrCut, type WindowAxis, type Windows } from "./_windows.ts";

// A convolution with stride s is one with stride 1 of the s x s "phases" of its input as channels (space to depth), with
// the filter arranged in the same way: what is known of stride 1 does for all strides.

/** The windows with stride 1 over the phases. */
export function phaseWindows(windows: Windows): Windows {
  return windows.map(({ count, kernel, stride }): WindowAxis => {
    const taps = Math.ceil(kernel / stride);
    return { size: count + taps - 1, count, kernel: taps, stride: 1, before: 0 };
  }) as [WindowAxis, WindowAxis];
}

/** [B, H, W, C] to [B, size, size, phases * C], of the windows of the phases; padding is part of it. */
export function toPhases(x: Tensor4D, windows: Windows): Tensor4D {
  const [rows, columns] = phaseWindows(windows);
  const sides = windows.map(({ size, before, stride }, i) => {
    return [before, [rows, columns][i]!.size * stride - before - size];
  }) as [[number, number], [number, number]];
  return spaceToDepth(padOrCut(x, ...sides), windows);
}

/** The transpose of {@link toPhases}. */
export function fromPhases(phases: Tensor4D, windows: Windows): Tensor4D {
  const whole = depthToSpace(phases, windows);
  const sides = windows.map(({ size, before }, i) => [-before, size + before - whole.shape[i + 1]!]);
  return padOrCut(whole, ...(sides as [[number, number], [number, number]]));
}

/** [h, w, in, out] to [taps, taps, phases * in, out]. */
export function filterToPhases(filter: Tensor4D, windows: Windows): Tensor4D {
  const [height, width, inputs, outputs] = filter.shape;
  const image = reshape(filter, [1, height, width, inputs * outputs]) as Tensor4D;
  const [rows, columns] = windows.map(missing) as [number, number];
  const phases = spaceToDepth(padOrCut(image, [0, rows], [0, columns]), windows);
  return reshape(phases, [phases.shape[1], phases.shape[2], -1, outputs]);
}

/** The transpose of {@link filterToPhases}. */
export function filterFromPhases(phases: Tensor4D, windows: Windows): Tensor4D {
  const [rows, columns, , outputs] = phases.shape;
  const [down, right] = windows;
  const image = depthToSpace(reshape(phases, [1, rows, columns, -1]), windows);
  const cut = padOrCut(image, [0, -missing(down)], [0, -missing(right)]);
  return reshape(cut, [down.kernel, right.kernel, -1, outputs]);
}

/** By which a kernel falls short of a whole number of strides. */
function missing({ kernel, stride }: WindowAxis): number {
  return Math.ceil(kernel / stride) * stride - kernel;
}

function spaceToDepth(x: Tensor4D, [{ stride: down }, { stride: right }]: Windows): Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const [rows, columns] = [height / down, width / right];
  // [.., row phase, column, column phase and channel] to [.., column, row phase, column phase and channel]
  const split = reshape(x, [batch * rows, down, columns, right * channels]);
  return reshape(transpose(split, [0, 2, 1, 3]), [batch, rows, columns, down * right * channels]);
}

function depthToSpace(phases: Tensor4D, [{ stride: down }, { stride: right }]: Windows): Tensor4D {
  const [batch, rows, columns, channels] = phases.shape;
  const split = reshape(phases, [batch * rows, columns, down, channels / down]);
  return reshape(transpose(split, [0, 2, 1, 3]), [batch, rows * down, columns * right, channels / (down * right)]);
}
