/** Shape [to, from]: row i has the weights of the neighbours that new element i lies between, ends aligned. */
export function linearWeights(from: number, to: number): Float32Array {
  const weights = new Float32Array(to * from);
  for (let i = 0; i < to; i++) {
    const at = to === 1 ? 0 : (i * (from - 1)) / (to - 1);
    const lower = Math.min(Math.floor(at), from - 1);
    const share = at - lower;
    weights[i * from + lower] = 1 - share;
    if (share > 0) weights[i * from + lower + 1] = share;
  }
  return weights;
}
