import { Failure, toHdfError, toProblem } from "./failure.ts";
import { type Metadata, rootId } from "./session.ts";
import type { Described, Snapshot } from "./worker-protocol.ts";

const maxObjects = 100_000;
const maxAttributeBytes = 2 ** 26;

/**
 * Describe all objects of a file, because the model answers at once and a worker cannot. Attributes beyond `maxBytes`
 * or 64 MiB in all are problems. @throws Failure
 */
export function takeSnapshot(metadata: Metadata, maxBytes: number): Snapshot {
  const budget = { left: Math.min(maxBytes, maxAttributeBytes) };
  const snapshot = { links: new Map(), attributes: new Map(), datasets: new Map(), axes: new Map() } satisfies Snapshot;
  const waiting = [{ id: rootId, kind: "group" }];
  for (const { id, kind } of waiting) {
    if (waiting.length > maxObjects) {
      throw new Failure(
        "HDF_LIMIT",
        `it has more than ${maxObjects} objects, too many to describe at once, as for a Blob; open it by path or bytes`,
      );
    }
    if (snapshot.attributes.has(id)) continue;
    snapshot.attributes.set(
      id,
      describe(() => metadata.attributes(id, budget)),
    );
    if (kind === "group") {
      const links = describe(() => metadata.links(id));
      snapshot.links.set(id, links);
      if ("value" in links) waiting.push(...links.value.filter((link) => link.kind !== "damaged"));
    } else {
      snapshot.datasets.set(
        id,
        describe(() => metadata.dataset(id)),
      );
      const axes = describe(() => metadata.axes(id));
      snapshot.axes.set(id, axes);
      // A scale may be reachable only through a reference.
      if ("value" in axes) {
        for (const { scale } of axes.value) if (scale !== null) waiting.push({ id: scale.id, kind: "dataset" });
      }
    }
  }
  return snapshot;
}

/** The metadata of a snapshot. */
export function readSnapshot({ links, attributes, datasets, axes }: Snapshot, file: string): Metadata {
  return {
    links: (group) => unwrap(links.get(group), file),
    attributes: (object) => unwrap(attributes.get(object), file),
    dataset: (dataset) => unwrap(datasets.get(dataset), file),
    axes: (dataset) => unwrap(axes.get(dataset), file),
  };
}

function describe<T>(action: () => T): Described<T> {
  try {
    return { value: action() };
  } catch (error) {
    return { problem: toProblem(error) };
  }
}

function unwrap<T>(described: Described<T> | undefined, file: string): T {
  if (described === undefined) throw toHdfError({ code: "HDF_DAMAGED", problem: "an object is not described" }, file);
  if ("problem" in described) throw toHdfError(described.problem, file);
  return described.value;
}
