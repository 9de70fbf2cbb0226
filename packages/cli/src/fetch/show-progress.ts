import type { FetchResult, TransferProgress } from "@atcs/icare-fetch";
import { byteSizeText } from "../format/value.ts";
import type { PartBar, Progress } from "../progress/progress.ts";
import type { WantedGranule } from "./inventory.ts";

/** What is told of transfers. */
export interface TransferDisplay {
  onProgress(progress: TransferProgress): void;
  onResult(result: FetchResult): void;
}

interface Transfer {
  readonly bar: PartBar;
  bytes: number;
}

/** A bar for each transfer that goes on, and one for all bytes of all granules. */
export function showTransfers(progress: Progress, granules: readonly WantedGranule[]): TransferDisplay {
  const byPath = new Map(granules.map((granule) => [granule.path, granule]));
  const labels = labelsOf(granules);
  const transfers = new Map<string, Transfer>();
  const sizeOf = (chosen: readonly WantedGranule[]): number => chosen.reduce((sum, { size }) => sum + size, 0);
  const total = sizeOf(granules);
  const here = granules.filter(({ isHere }) => isHere);
  let doneCount = here.length;
  let doneBytes = sizeOf(here);

  function update(): void {
    let done = doneBytes;
    for (const { bytes } of transfers.values()) done += bytes;
    const detail = `${doneCount} of ${granules.length} granules, ${byteSizeText(done)} of ${byteSizeText(total)}`;
    progress.total.update({ done, total, detail });
  }

  return {
    onProgress({ path, bytes, size }) {
      const granule = byPath.get(path);
      if (granule === undefined) return;
      const transfer = transfers.get(path) ?? { bar: progress.add(labels.get(path)!), bytes };
      transfers.set(path, transfer);
      // The total is that of the listing, of which no file is more than its part.
      transfer.bytes = Math.min(bytes, granule.size);
      transfer.bar.update({ done: bytes, total: size, detail: `${byteSizeText(bytes)} of ${byteSizeText(size)}` });
      update();
    },
    onResult(result) {
      const granule = byPath.get(result.path);
      transfers.get(result.path)?.bar.remove();
      transfers.delete(result.path);
      // What was here and was looked at again is counted already.
      if (granule !== undefined && !("error" in result) && !granule.isHere) {
        doneCount++;
        doneBytes += granule.size;
      }
      update();
    },
  };
}

/** By path, `parasol 2008-06-03T01-34-54`: whole names leave no room for a bar, unless there are others of that time. */
function labelsOf(granules: readonly WantedGranule[]): ReadonlyMap<string, string> {
  const short = granules.map(({ product, name }) => {
    const [time = name] = /\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}(Z[DN])?/.exec(name) ?? [];
    return `${product} ${time}`;
  });
  const counts = new Map<string, number>();
  for (const label of short) counts.set(label, (counts.get(label) ?? 0) + 1);
  return new Map(granules.map(({ path, name }, i) => [path, counts.get(short[i]!) === 1 ? short[i]! : name]));
}
