const pattern = /^events\.out\.tfevents\.(\d{10})\.atcs\.(\d{6})$/;

/**
 * Name of the next event file of a directory. TensorBoard reads the files of a directory in the order of their names and goes
 * back to none, so that a new one comes after all others, whatever the clock says. No name of a computer is in it.
 * @param names that are there
 * @param seconds since 1970
 */
export function nextEventFile(names: readonly string[], seconds: number): string {
  let latest: readonly [second: number, number: number] = [Math.floor(seconds), -1];
  for (const name of names) {
    const [, second, number] = pattern.exec(name) ?? [];
    if (second === undefined) continue;
    const found = [Number(second), Number(number)] as const;
    if (found[0] > latest[0] || (found[0] === latest[0] && found[1] > latest[1])) latest = found;
  }
  return `events.out.tfevents.${digits(latest[0], 10)}.atcs.${digits(latest[1] + 1, 6)}`;
}

function digits(value: number, count: number): string {
  return String(value).padStart(count, "0");
}
