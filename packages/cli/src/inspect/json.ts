import type { JsonValue } from "../format/json.ts";
import type { AttributeDescription, FileDescription, NodeDescription } from "./description.ts";

/** The tree of a file as what `jsonText` prints; the README has the schema. */
export function fileJson({ file, format, bytes, tree, errors }: FileDescription): JsonValue {
  return { file, format, bytes, tree: nodeJson(tree), errors: errors.map((error) => ({ ...error })) };
}

function nodeJson(node: NodeDescription): JsonValue {
  const { kind, key, path } = node;
  if (node.kind === "reference") return { kind, key, path, target: node.target };
  if (node.kind === "damaged") return { kind, key, path, error: { ...node.error } };
  const { tag, ref, className } = node.hdf4 ?? {};
  return {
    kind,
    key,
    path,
    ...specificJson(node),
    hdf4: node.hdf4 === undefined ? undefined : { tag, ref, className },
    annotations: node.annotations.map(({ kind, text }) => ({ kind, text })),
    attributes: attributesJson(node.attributes),
    // Last, so that the description of a group is not torn apart by its members.
    members: node.kind === "group" ? node.members?.map(nodeJson) : undefined,
  };
}

function specificJson(
  node: Exclude<NodeDescription, { kind: "reference" | "damaged" }>,
): Readonly<Record<string, JsonValue>> {
  if (node.kind === "group") return { memberCount: node.memberCount };
  if (node.kind === "table") {
    const fields = node.fields.map(({ name, dtype, order, attributes }) => {
      return { name, dtype, order, attributes: attributesJson(attributes) };
    });
    return { count: node.count, fields };
  }
  const { dtype, typeName, shape, chunks, isScale, fillValue } = node;
  const compression = node.compression.map(({ name, parameters }) => ({ name, parameters: { ...parameters } }));
  const dimensions = node.dimensions.map(({ name, size, unlimited, scale }) => ({ name, size, unlimited, scale }));
  return { dtype, typeName, shape, dimensions, chunks, compression, fillValue, isScale };
}

function attributesJson(attributes: readonly AttributeDescription[] | undefined): JsonValue | undefined {
  return attributes?.map((attribute): JsonValue => {
    if ("error" in attribute) return { name: attribute.name, error: { ...attribute.error } };
    const { name, dtype, shape, value } = attribute;
    return { name, dtype, shape, value };
  });
}
