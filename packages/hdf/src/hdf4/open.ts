import type { OpenContext } from "../open.ts";
import type { ByteReader } from "../source/byte-reader.ts";
import type { OpenedSource } from "../source/resolve.ts";
import type { HdfFile } from "../types.ts";
import { readAnnotations } from "./annotations.ts";
import { Catalog } from "./catalog.ts";
import type { AnnotationIndex } from "./container.ts";
import { readDfsdModel } from "./dfsd.ts";
import { Hdf4File } from "./file.ts";
import { Hdf4FileContainer } from "./file-container.ts";
import { readRasterModel } from "./raster.ts";
import { readSdModel, type SdModel } from "./sd.ts";
import { ObjectTree } from "./tree.ts";

/**
 * Open an HDF4 file: read the descriptors and what describes its objects, but none of their data.
 * @throws DamagedFileError when the chain of descriptors is damaged; a damaged object is an error when it is used
 */
export async function openHdf4(reader: ByteReader, context: OpenContext, opened: OpenedSource): Promise<HdfFile> {
  const { signal } = context;
  const container = await Hdf4FileContainer.open(reader, context, opened);
  const catalog = await Catalog.read(container, signal);
  const annotations = await readAnnotations(container, signal);
  const model = (await readSdModel(catalog, signal)) ?? (await readOldModel(catalog, annotations, signal));
  const images = await readRasterModel(catalog, annotations, signal);
  const attributes = [...model.attributes, ...images.attributes];
  const tree = new ObjectTree(catalog, model.entries, images.entries, annotations);
  return new Hdf4File(container, tree, attributes, model.damage);
}

/** What to show of a file without the Vgroup of the SD interface. */
async function readOldModel(
  catalog: Catalog,
  annotations: AnnotationIndex,
  signal: AbortSignal | undefined,
): Promise<SdModel> {
  // A Vgroup that cannot be read may be that Vgroup: then the names and attributes of the data sets are not known.
  const damage = catalog.damagedVgroup;
  const entries = damage === undefined ? await readDfsdModel(catalog.container, annotations, signal) : [];
  return { entries, attributes: [], damage };
}
