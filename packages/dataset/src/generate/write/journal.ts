import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { DatasetError } from "../../errors.ts";
import type { InstanceInfo } from "../../types.ts";
import type { GranuleSkip } from "../granule/skip.ts";
import type { FieldAttributeTable, GranuleDeviation } from "../granule/types.ts";
import { writeError } from "./_system-error.ts";
import { readIfThere, syncDirectory } from "./atomic-file.ts";

/** Lists what is done, while a dataset or shard is generated. */
export const journalFile = "journal.jsonl";

/** What became of a granule of the plan. */
export type GranuleEntry = MadeGranule | SkippedGranule;

/** A granule whose instances are written. */
export interface MadeGranule {
  readonly ordinal: number;
  readonly granule: string;
  readonly instances: readonly InstanceInfo[];
  readonly profiles: number;
  readonly usableProfiles: number;
  readonly draws: number;
  readonly rejected: Readonly<Record<string, number>>;
  readonly deviations: readonly GranuleDeviation[];
  /** Only where no earlier granule is known to have instances: a dataset has those of its first one. */
  readonly fieldAttributes?: FieldAttributeTable | undefined;
}

/** A granule that is left out. */
export interface SkippedGranule {
  readonly ordinal: number;
  readonly granule: string;
  readonly skipped: GranuleSkip;
}

/** What a journal belongs to. */
export interface JournalHeader {
  /** SHA-256 of `plan.json`. */
  readonly plan: string;
}

/** A journal that is written: a granule that is in it is done for good. */
export interface Journal {
  readonly entries: readonly GranuleEntry[];
  /** @throws DatasetError DATASET_WRITE */
  append(entry: GranuleEntry): Promise<void>;
  close(): Promise<void>;
}

/**
 * Open the journal of a directory, or begin it. A last line that a killed process has not finished is dropped.
 * @throws DatasetError DATASET_GENERATION for a journal of another plan, DATASET_WRITE
 */
export async function openJournal(directory: string, header: JournalHeader): Promise<Journal> {
  const file = join(directory, journalFile);
  const text = (await readIfThere(file)) ?? "";
  const complete = text.slice(0, text.lastIndexOf("\n") + 1);
  const entries = complete === "" ? [] : parseJournal(complete, header, file);
  let handle: FileHandle;
  try {
    handle = await open(file, "a");
    await handle.truncate(Buffer.byteLength(complete));
    if (complete === "") await appendLine(handle, header);
    await syncDirectory(directory);
  } catch (error) {
    throw writeError(error, file);
  }
  return {
    entries,
    async append(entry) {
      try {
        await appendLine(handle, entry);
      } catch (error) {
        throw writeError(error, file);
      }
      entries.push(entry);
    },
    close: () => handle.close(),
  };
}

async function appendLine(handle: FileHandle, value: object): Promise<void> {
  await handle.appendFile(`${JSON.stringify(value)}\n`);
  await handle.datasync();
}

function parseJournal(text: string, { plan }: JournalHeader, file: string): GranuleEntry[] {
  const [header, ...entries] = parseLines(text, file) as [JournalHeader, ...GranuleEntry[]];
  if (header.plan === plan) return entries;
  throw new DatasetError("DATASET_GENERATION", "it belongs to another plan.json: generate into another directory", {
    file,
  });
}

/** The values of a file with one in each line. @throws DatasetError DATASET_GENERATION */
export function parseLines(text: string, file: string): object[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line, i) => {
      try {
        const value = JSON.parse(line) as unknown;
        if (typeof value === "object" && value !== null) return value;
      } catch {}
      throw new DatasetError("DATASET_GENERATION", `line ${i + 1} is damaged: delete the directory and begin anew`, {
        file,
      });
    });
}
