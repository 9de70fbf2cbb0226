import { decodeName, decodeText } from "../_text.ts";
import { type HdfError, isHdfError } from "../errors.ts";
import type { Annotation } from "../types.ts";
import type { AnnotationIndex, Hdf4Container } from "./container.ts";
import { Cursor } from "./cursor.ts";
import type { Descriptor } from "./descriptors.ts";
import { tags } from "./tags.ts";

/**
 * Read all labels and descriptions of a file. A damaged one is an error when it is asked for: `file` throws for those
 * whose object cannot be known.
 */
export async function readAnnotations(container: Hdf4Container, signal?: AbortSignal): Promise<AnnotationIndex> {
  const { descriptors, metadata } = container;
  const all = [tags.fileLabel, tags.fileDescription, tags.dataLabel, tags.dataDescription].flatMap((tag) =>
    descriptors.withTag(tag),
  );
  await metadata.load(all, signal);

  const file: Annotation[] = [];
  const objects = new Map<number, Annotation[]>();
  let damage: HdfError | undefined;
  for (const descriptor of all) {
    try {
      const place = { file: container.reader.name, offset: descriptor.offset };
      const cursor = new Cursor(metadata.content(descriptor), place);
      const isOfFile = descriptor.tag === tags.fileLabel || descriptor.tag === tags.fileDescription;
      const list = isOfFile ? file : targetOf(objects, cursor);
      list.push(readText(descriptor, cursor));
    } catch (error) {
      if (!isHdfError(error)) throw error;
      damage ??= error;
    }
  }
  return {
    get file() {
      if (damage !== undefined) throw damage;
      return file;
    },
    of: (tag, ref) => objects.get(keyOf(tag, ref)) ?? [],
  };
}

/** The object's tag and reference number stand in front of the text. */
function targetOf(objects: Map<number, Annotation[]>, cursor: Cursor): Annotation[] {
  const key = keyOf(cursor.uint16(), cursor.uint16());
  const known = objects.get(key);
  if (known !== undefined) return known;
  const list: Annotation[] = [];
  objects.set(key, list);
  return list;
}

/** Labels are C strings; descriptions are text of any kind. */
function readText({ tag }: Descriptor, cursor: Cursor): Annotation {
  const bytes = cursor.bytes(cursor.remaining);
  return tag === tags.fileLabel || tag === tags.dataLabel
    ? { kind: "label", text: decodeName(bytes) }
    : { kind: "description", text: decodeText(bytes) };
}

function keyOf(tag: number, ref: number): number {
  return tag * 0x10000 + ref;
}
