/** Words of the state that is made. */
const size = 4;

/**
 * Four words of 32 bits that depend on every bit of the words given, so that seeds that differ a little give states that
 * differ everywhere: the hash of M. E. O'Neill's `seed_seq` ("Developing a seed_seq Alternative", 2015) in the form of
 * NumPy, `SeedSequence(words).generate_state(4)`. As there, zeros at the end are as good as absent in the first four.
 */
export function mixSeed(words: readonly number[]): Uint32Array {
  const pool = new Uint32Array(size);
  const hash = hasher(0x43b0d7e5, 0x931e8875);
  for (let i = 0; i < size; i++) pool[i] = hash(words[i] ?? 0);
  for (let from = 0; from < size; from++) {
    for (let to = 0; to < size; to++) {
      if (from !== to) pool[to] = combine(pool[to]!, hash(pool[from]!));
    }
  }
  for (const word of words.slice(size)) {
    for (let to = 0; to < size; to++) pool[to] = combine(pool[to]!, hash(word));
  }
  return pool.map(hasher(0x8b51f9dd, 0x58f38ded));
}

/** A hash of one word that is another one at every call. */
function hasher(start: number, multiplier: number): (word: number) => number {
  let constant = start;
  return (word) => {
    const mixed = word ^ constant;
    constant = Math.imul(constant, multiplier);
    return foldHigh(Math.imul(mixed, constant));
  };
}

function combine(x: number, y: number): number {
  return foldHigh((Math.imul(0xca01f9dd, x) - Math.imul(0x4973f715, y)) | 0);
}

function foldHigh(word: number): number {
  return word ^ (word >>> 16);
}
