import { checkFunction, checkOptions, checkSignal, describeValue } from "../_check-options.ts";
import { channelCount } from "../fields/channels.ts";
import { breathe } from "../loader/_breathe.ts";
import type { InstanceSource, StraySearch } from "../sources/types.ts";
import { ClassCounter } from "../split/count-classes.ts";
import type { InstanceInfo } from "../types.ts";
import { type CheckedInstance, checkEntry, checkInstance } from "./_check-instance.ts";
import { checkSplit } from "./_check-split.ts";
import type { SplitToValidate, ValidateOptions, ValidationProblem, ValidationReport } from "./types.ts";

/**
 * Read every instance of a dataset and tell what is wrong: entries, paths, missing and damaged files, shapes, values that
 * cannot be, corners and weights of labels, labels that lie elsewhere than their image; and of each split, instances that
 * there are not, half orbits on both sides, and class counts or statistics of something else.
 *
 * An instance that cannot be read now, such as for lack of permission or because a server does not answer, is told with code
 * DATASET_IO. After five in a row no more are read, because that is no matter of single files: of the others only the
 * entries are checked, and `problems` of the report says so.
 * @returns what was found; damage is no error
 * @throws TypeError for wrong options; what is no matter of the dataset, such as an abort
 *
 * @example
 * ```ts
 * import { openSource, validateDataset } from "@atcs/dataset";
 *
 * const { source } = await openSource("DIR");
 * const { ok, damaged } = await validateDataset(source);
 * if (!ok) for (const { id, problems } of damaged) console.log(id, problems[0]?.problem);
 * await source.close();
 * ```
 */
export async function validateDataset(
  source: InstanceSource,
  options: ValidateOptions = {},
): Promise<ValidationReport> {
  checkOptions("validateDataset", options, ["splits", "signal", "onProgress"]);
  const { splits = [], signal, onProgress } = options;
  checkSignal(signal);
  checkFunction("onProgress", onProgress);
  if (!Array.isArray(splits)) throw new TypeError(`splits is ${describeValue(splits)}: expected a list of splits`);
  const findings = new Findings(splits);
  let unreadInARow = 0;
  for (const [i, id] of source.ids.entries()) {
    const isGivenUp = unreadInARow === mostUnreadInARow;
    const found = isGivenUp
      ? await checkEntry(id, source)
      : await checkInstance(id, { source, usualExtent: findings.usualExtent, signal });
    findings.add(id, found);
    if (isGivenUp) findings.unreadCount++;
    else unreadInARow = found.problems.some(({ code }) => code === "DATASET_IO") ? unreadInARow + 1 : 0;
    onProgress?.({ done: i + 1, total: source.ids.length, damaged: findings.damagedCount });
    await breathe(signal);
  }
  return findings.report(source, await source.strayFiles?.({ signal }));
}

/** So many instances in a row cannot be read: then it is the disk or the server, which each would be tried on for long. */
const mostUnreadInARow = 5;

/** Stray files that are named. */
const strayExamples = 5;

/** What was found, instance after instance. */
class Findings {
  readonly #splits: readonly { readonly wanted: SplitToValidate; readonly train: Set<number>; counter: ClassCounter }[];
  readonly #problems = new Map<number, ValidationProblem[]>();
  readonly #orbits = new Map<number, string>();
  readonly #unread = new Set<number>();
  readonly #owners = new Map<string, number>();
  readonly #extents = new Tally();
  readonly #bins = new Tally();
  #points = 0;
  /** Instances that were not tried to be read. */
  unreadCount = 0;

  constructor(splits: readonly SplitToValidate[]) {
    this.#splits = splits.map((wanted) => ({
      wanted,
      train: new Set(wanted.split.train),
      counter: new ClassCounter(),
    }));
  }

  get damagedCount(): number {
    return this.#problems.size;
  }

  get usualExtent(): { height: number; width: number } | undefined {
    const [height, width] = this.#extents.usual?.split(" x ").map(Number) ?? [];
    return height === undefined || width === undefined ? undefined : { height, width };
  }

  add(id: number, { problems, info, orbit, extent, labels }: CheckedInstance): void {
    for (const problem of problems) this.#note(id, problem);
    if (info !== undefined) this.#checkPaths(info);
    if (orbit !== undefined) this.#orbits.set(id, orbit);
    if (extent !== undefined) this.#extents.add(`${extent.height} x ${extent.width}`, id);
    if (labels === undefined) {
      this.#unread.add(id);
      return;
    }
    this.#points += labels.count;
    if (labels.count > 0) this.#bins.add(String(labels.bins), id);
    for (const { train, counter } of this.#splits) if (train.has(id)) counter.add(labels);
  }

  report(source: InstanceSource, strays: StraySearch | undefined): ValidationReport {
    const { ids, generation } = source;
    this.#noteUnusual(this.#extents, (found, usual) => `the image has ${found} pixels: most others have ${usual}`);
    this.#noteUnusual(this.#bins, (found, usual) => `its labels have ${found} height bins: most others have ${usual}`);
    const splits = this.#splits.map(({ wanted, train, counter }) => {
      const isCounted = [...train].every((id) => source.has(id) && !this.#unread.has(id));
      const counts = isCounted ? counter.counts() : undefined;
      return checkSplit(wanted, { ids, fields: generation.fields, orbits: this.#orbits, counts });
    });
    const damaged = [...this.#problems].sort(([a], [b]) => a - b).map(([id, problems]) => ({ id, problems }));
    const problems = ids.length === 0 ? ["it has no instances"] : [];
    if (this.unreadCount > 0) {
      problems.push(
        `${mostUnreadInARow} instances in a row cannot be read now: the ${this.unreadCount} after them were not tried`,
      );
    }
    const isSound = problems.length === 0 && damaged.length === 0;
    return {
      ok: isSound && splits.every((split) => split.problems.length === 0),
      instances: ids.length,
      height: this.usualExtent?.height,
      width: this.usualExtent?.width,
      channels: channelCount(generation.fields),
      points: this.#points,
      bins: this.#bins.usual === undefined ? undefined : Number(this.#bins.usual),
      problems,
      strayFiles: strays && {
        count: strays.files.length,
        examples: strays.files.slice(0, strayExamples),
        unreadFolders: strays.unreadFolders,
      },
      damaged,
      splits,
    };
  }

  #note(id: number, problem: ValidationProblem): void {
    const problems = this.#problems.get(id);
    if (problems === undefined) this.#problems.set(id, [problem]);
    else problems.push(problem);
  }

  /** A file belongs to one instance. */
  #checkPaths({ id, inputPath, outputPath }: InstanceInfo): void {
    for (const path of [inputPath, outputPath]) {
      const owner = this.#owners.get(path);
      if (owner === undefined) this.#owners.set(path, id);
      else this.#note(id, { problem: `instance ${owner} has the same file`, file: path, code: undefined });
    }
  }

  /** Instances that do not fit into a batch with the others. */
  #noteUnusual(tally: Tally, describe: (found: string, usual: string) => string): void {
    for (const [found, ids] of tally.unusual()) {
      for (const id of ids)
        this.#note(id, { problem: describe(found, tally.usual!), file: undefined, code: undefined });
    }
  }
}

/** Counts what instances have, and remembers which have something else than most. */
class Tally {
  readonly #ids = new Map<string, number[]>();

  add(what: string, id: number): void {
    const ids = this.#ids.get(what);
    if (ids === undefined) this.#ids.set(what, [id]);
    else ids.push(id);
  }

  /** What most have; of several, what came first. */
  get usual(): string | undefined {
    let usual: string | undefined;
    for (const [what, ids] of this.#ids) {
      if (usual === undefined || ids.length > this.#ids.get(usual)!.length) usual = what;
    }
    return usual;
  }

  unusual(): [what: string, ids: number[]][] {
    const { usual } = this;
    return [...this.#ids].filter(([what]) => what !== usual);
  }
}
