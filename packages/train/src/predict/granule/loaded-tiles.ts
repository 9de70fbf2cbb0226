import type { AtcsDataset } from "@atcs/dataset";
import type { ParasolGranule } from "@atcs/dataset/granules";
import { type TileCells, tileCells } from "./tile-cells.ts";
import { type TileInputOptions, tileInput } from "./tile-input.ts";
import type { TileRow } from "./tiles.ts";
import type { SwathWindow } from "./window.ts";

/** A tile with what the network is to see. */
export interface LoadedTile {
  /** Row of the grid that it begins at. */
  readonly top: number;
  /** The valid pixels of the window that it covers; none for a tile that is not loaded. */
  readonly cells: readonly TileCells[];
  /** Shape [C, size, size]. */
  readonly input: Float32Array;
}

/** What tiles are loaded from. */
export interface TileSource {
  readonly parasol: ParasolGranule;
  readonly window: SwathWindow;
  readonly data: AtcsDataset;
}

/** All tiles in groups of some, the last of which may be smaller; each group is loaded while the one before is used. */
export async function* loadedTiles(
  source: TileSource,
  rows: readonly TileRow[],
  { together, ...options }: TileInputOptions & { readonly together: number },
): AsyncGenerator<LoadedTile[], void, undefined> {
  const tiles = rows.flatMap(({ top, tiles: ofRow }) => ofRow.map((tile) => ({ top, tile })));
  const load = async (first: number): Promise<LoadedTile[]> => {
    const loaded: LoadedTile[] = [];
    for (const { top, tile } of tiles.slice(first, first + together)) {
      const cells = tileCells(source.window, tile, top);
      const isEmpty = cells.length === 0;
      const input = isEmpty ? new Float32Array() : await tileInput(source.parasol, tile, source.data, options);
      loaded.push({ top, cells, input });
    }
    return loaded;
  };
  let next = load(0);
  for (let first = together; ; first += together) {
    const loaded = await next;
    if (loaded.length === 0) return;
    next = load(first);
    // It is awaited in the next round; should the network fail, nobody is left to see it.
    next.catch(() => {});
    yield loaded;
  }
}
