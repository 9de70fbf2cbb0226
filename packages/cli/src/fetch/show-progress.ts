import type { FetchResult, TransferProgress } from "@atcs/icare-fetch";
import { byteSizeText, countText } from "../format/value.ts";
import type { PartBar, Progress } from "../progress/progress.ts";
import type { WantedGranule } from "./inventory.ts";

/** What is told of transfers. */
export interface TransferDisplay {
  onProgress(progress: TransferProgress): void;
  onResult(result: FetchResult): void;
  /** The archive is waited for. */
  onWait(): void;
  /** Granules that are here. */
  readonly doneCount: number;
  /** Bytes that came, also of what is not complete. */
  readonly received: number;
}

interface Transfer {
  readonly bar: PartBar;
  bytes: number;
  /** Of these, in this run. */
  received: number;
}

/**
 * A bar for each transfer that goes on, and one for all bytes of all granules.
 * @param onReceived called when bytes have come; `wasWaiting` for the first time after `onWait`
 */
export function showTransfers(
  progress: Progress,
  granules: readonly WantedGranule[],
  onReceived: (wasWaiting: boolean) => void = () => {},
): TransferDisplay {
  const byPath = new Map(granules.map((granule) => [granule.path, granule]));
  const labels = labelsOf(granules);
  const transfers = new Map<string, Transfer>();
  const sizeOf = (chosen: readonly WantedGranule[]): number => chosen.reduce((sum, { size }) => sum + size, 0);
  const total = sizeOf(granules);
  const here = granules.filter(({ isHere }) => isHere);
  let doneCount = here.length;
  let doneBytes = sizeOf(here);
  let received = 0;
  let isWaiting = false;

  function update(): void {
    let done = doneBytes;
    for (const { bytes } of transfers.values()) done += bytes;
    const counts = `${doneCount} of ${countText(granules.length, "granule")}`;
    const detail = [`${byteSizeText(done)} of ${byteSizeText(total)}`, counts];
    progress.total.update({ done, total, detail, isWaiting });
  }

  return {
    get doneCount() {
      return doneCount;
    },
    get received() {
      return received;
    },
    onWait() {
      isWaiting = true;
      update();
    },
    onProgress({ path, bytes, size, resumedFrom }) {
      const granule = byPath.get(path);
      if (granule === undefined) return;
      const transfer = transfers.get(path) ?? { bar: progress.add(labels.get(path)!), bytes: 0, received: 0 };
      transfers.set(path, transfer);
      // The total is that of the listing, of which no file is more than its part; what was here is counted already.
      transfer.bytes = granule.isHere ? 0 : Math.min(bytes, granule.size);
      const came = Math.max(0, bytes - resumedFrom);
      // Less than before of a file that began anew: what came counts all the same.
      if (came > transfer.received) {
        onReceived(isWaiting);
        isWaiting = false;
        received += came - transfer.received;
      }
      transfer.received = came;
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
