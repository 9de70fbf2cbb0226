import { formatTime, tai93ToUtc } from "@atcs/colocate";

/** A file that is being written. */
interface FileWriter {
  close(): Promise<void>;
  abort(): Promise<void>;
}

/** Write a file and complete it; if that fails, nothing is left of it. */
export async function completeFile<F extends FileWriter>(file: F, write: (file: F) => Promise<void>): Promise<void> {
  try {
    await write(file);
    await file.close();
  } catch (error) {
    await file.abort();
    throw error;
  }
}

/** A time as in the attributes of products at ICARE: to the second, with the Z of UTC. */
export function acquisitionDate(tai93: number): string {
  return `${formatTime(tai93ToUtc(tai93), { style: "archive" })}Z`;
}

/** @throws RangeError unless an acquisition begins and then ends */
export function checkAcquisition(caller: string, beginTai93: number, endTai93: number): void {
  if (Number.isFinite(beginTai93) && Number.isFinite(endTai93) && beginTai93 <= endTai93) return;
  throw new RangeError(`${caller}: expected beginTai93 and endTai93 in this order, got ${beginTai93} and ${endTai93}`);
}
