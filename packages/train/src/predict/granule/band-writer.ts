import type { Task } from "@atcs/dataset";
import type { ParasolGranule } from "@atcs/dataset/granules";
import { decodeFinite } from "../decode-finite.ts";
import { bandPixels } from "./band-pixels.ts";
import type { Blend } from "./blend.ts";
import type { CfFile, OutputBand } from "./cf-file.ts";
import type { SwathWindow } from "./window.ts";

/** What bands are made of. */
export interface BandSource {
  readonly parasol: ParasolGranule;
  readonly window: SwathWindow;
  readonly blend: Blend;
  readonly task: Task;
  /** Height bins of a prediction. */
  readonly bins: number;
  /** Rows of a band. */
  readonly bandRows: number;
  readonly hasLandSeaFlag: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Writes what tiles say to a file, band by band from north to south. */
export class BandWriter {
  readonly #file: CfFile;
  readonly #source: BandSource;
  #next = 0;
  #pixels = 0;

  constructor(file: CfFile, source: BandSource) {
    this.#file = file;
    this.#source = source;
  }

  /** Pixels with a prediction that were written. */
  get pixels(): number {
    return this.#pixels;
  }

  /** Write the bands that lie wholly before a row of the window, which no further tile touches. */
  async writeBefore(row: number): Promise<void> {
    const { parasol, window, bandRows, hasLandSeaFlag, signal } = this.#source;
    for (; this.#next * bandRows < window.rows; this.#next++) {
      const first = this.#next * bandRows;
      const rows = Math.min(bandRows, window.rows - first);
      if (first + rows > row) return;
      const pixels = await bandPixels(parasol, window, { first, rows, hasLandSeaFlag, signal });
      const predicted = Array.from({ length: rows }, (_, y) => this.#rowAt(first + y));
      await this.#file.write({ index: this.#next, pixels, rows: predicted });
    }
  }

  #rowAt(row: number): OutputBand["rows"][number] {
    const { parasol, window, blend, task, bins } = this.#source;
    const cols = window.valid(row);
    if (cols.length === 0) return { cols, values: new Float32Array() };
    this.#pixels += cols.length;
    // [9, bins, pixels] is to the decoder one label point of many bins.
    const layout = { task, bins: bins * cols.length };
    return { cols, values: decodeFinite(blend.take(row), layout, { file: parasol.fileName }) };
  }
}
