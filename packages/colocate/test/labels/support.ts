type Triple = readonly [number, number, number];

/** How linear red, green and blue are seen; Machado, Oliveira and Fernandes 2009, severity 1. */
export const visions: Readonly<Record<string, readonly [Triple, Triple, Triple]>> = {
  common: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopic: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopic: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopic: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** Distance of two colours in CIE L*a*b* (D65), as seen. */
export function labDistance(a: Triple, b: Triple, simulation: readonly [Triple, Triple, Triple]): number {
  const left = toLab(a, simulation);
  const right = toLab(b, simulation);
  return Math.hypot(...left.map((value, i) => value - right[i]!));
}

function toLab(rgb: Triple, simulation: readonly [Triple, Triple, Triple]): number[] {
  const linear = rgb.map((byte) =>
    byte / 255 <= 0.04045 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4,
  );
  const seen = simulation.map((row) => Math.min(1, Math.max(0, dot(row, linear))));
  const [x, y, z] = [
    dot([0.4124564, 0.3575761, 0.1804375], seen) / 0.95047,
    dot([0.2126729, 0.7151522, 0.072175], seen),
    dot([0.0193339, 0.119192, 0.9503041], seen) / 1.08883,
  ].map((t) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116)) as [number, number, number];
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function dot(a: Triple, b: readonly number[]): number {
  return a[0] * b[0]! + a[1] * b[1]! + a[2] * b[2]!;
}
