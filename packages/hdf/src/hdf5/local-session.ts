import { Engine } from "./engine.ts";
import { withFile } from "./failure.ts";
import type { Library } from "./library.ts";
import type { Session } from "./session.ts";
import type { SyncSource } from "./sync-source.ts";

/** A file read by libhdf5 in this thread. @throws HdfError */
export function openLocal(library: Library, source: SyncSource, name: string, maxBytes: number): Session {
  const engine = withFile(name, () => new Engine(library, source, maxBytes));
  return {
    links: (group) => withFile(name, () => engine.links(group)),
    attributes: (object) => withFile(name, () => engine.attributes(object)),
    dataset: (dataset) => withFile(name, () => engine.dataset(dataset)),
    axes: (dataset) => withFile(name, () => engine.axes(dataset)),
    read: async (dataset, slab, fields) => withFile(name, () => engine.read(dataset, slab, fields)),
    hold: () => {},
    close: async () => engine.close(),
  };
}
