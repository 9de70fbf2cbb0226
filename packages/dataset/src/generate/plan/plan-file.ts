import { createHash } from "node:crypto";
import { rmdir } from "node:fs/promises";
import { join } from "node:path";
import { DatasetError } from "../../errors.ts";
import { readSoftware } from "../_version.ts";
import type { GenerationArgs } from "../options.ts";
import { partialFolder, readIfThere, writeAtomic } from "../write/atomic-file.ts";
import { type LockOptions, takeLock } from "../write/lock.ts";
import type { GenerationPlan } from "./types.ts";

/** The file that freezes what will be processed. */
export const planFile = "plan.json";

/** Kept while a process makes the plan. */
const planLock = "plan.lock";

/** A plan as it is on the disk. */
export interface FrozenPlan {
  readonly plan: GenerationPlan;
  /** SHA-256 of the file. */
  readonly digest: string;
}

/** Text of `plan.json`: a granule in each line. */
export function formatPlan({ software, args, granules, unmatched }: GenerationPlan): string {
  const list = (values: readonly object[]): string =>
    values.length === 0 ? "[]" : `[\n${values.map((value) => JSON.stringify(value)).join(",\n")}\n]`;
  return [
    "{",
    `"software": ${JSON.stringify(software)},`,
    `"args": ${JSON.stringify(args)},`,
    `"granules": ${list(granules)},`,
    `"unmatched": ${list(unmatched)}`,
    "}\n",
  ].join("\n");
}

/**
 * The plan of a directory; undefined where there is none.
 * @param args what it must be for; undefined for any
 * @throws DatasetError DATASET_GENERATION for a damaged one, of other options, or of another version of the software
 */
export async function readPlan(out: string, args: GenerationArgs | undefined): Promise<FrozenPlan | undefined> {
  const file = join(out, planFile);
  const text = await readIfThere(file);
  if (text === undefined) return undefined;
  const plan = parsePlan(text, file);
  const { version } = readSoftware();
  if (plan.software.version !== version) {
    const message = `version ${plan.software.version} made it, this is ${version}: go on with that one, or generate into another directory`;
    throw new DatasetError("DATASET_GENERATION", message, { file });
  }
  if (args !== undefined) checkSame(plan.args, args, file);
  return { plan, digest: createHash("sha256").update(text).digest("hex") };
}

/**
 * The plan of a directory; the first process that asks makes it, and others wait for it.
 * @throws DatasetError; what `make` throws; the signal's reason
 */
export async function freezePlan(
  out: string,
  args: GenerationArgs,
  make: () => Promise<GenerationPlan>,
  options: Pick<LockOptions, "signal" | "onWait"> = {},
): Promise<FrozenPlan> {
  const found = await readPlan(out, args);
  if (found !== undefined) return found;
  const lock = await takeLock(join(out, planLock), "the plan", { ...options, waits: true });
  try {
    const made = await readPlan(out, args);
    if (made !== undefined) return made;
    await writeAtomic(out, planFile, [formatPlan(await make())]);
    await rmdir(join(out, partialFolder)).catch(() => {});
    return (await readPlan(out, args))!;
  } finally {
    lock.release();
  }
}

function parsePlan(text: string, file: string): GenerationPlan {
  try {
    const plan = JSON.parse(text) as Partial<GenerationPlan> | null;
    if (plan?.args && plan.software && Array.isArray(plan.granules) && Array.isArray(plan.unmatched)) {
      return plan as GenerationPlan;
    }
  } catch {}
  throw new DatasetError("DATASET_GENERATION", "it is no plan of a generation: generate into another directory", {
    file,
  });
}

/** @throws DatasetError DATASET_GENERATION, which names the options that differ */
function checkSame(there: GenerationArgs, here: GenerationArgs, file: string): void {
  const names = [...new Set([...Object.keys(there), ...Object.keys(here)])] as (keyof GenerationArgs)[];
  const differences = names
    .filter((name) => JSON.stringify(there[name]) !== JSON.stringify(here[name]))
    .map((name) => `${name} is ${JSON.stringify(there[name])} there and ${JSON.stringify(here[name])} here`);
  if (differences.length === 0) return;
  throw new DatasetError(
    "DATASET_GENERATION",
    `it was made with other options (${differences.join("; ")}): repeat those, or generate into another directory`,
    { file },
  );
}
