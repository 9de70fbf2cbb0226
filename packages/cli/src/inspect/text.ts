import { attributeValueText } from "../format/attribute-value.ts";
import { escapeControls, escapeName, quoteText } from "../format/escape.ts";
import { columnWidth, type Line, padTo, type Span, textWidth, wrapParts } from "../format/line.ts";
import { byteSizeText, countText } from "../format/value.ts";
import { datasetDetails, shapeText } from "./dataset-text.ts";
import type {
  AttributeDescription,
  ErrorDescription,
  FieldDescription,
  FileDescription,
  GroupDescription,
  NodeDescription,
} from "./description.ts";

/** Widths of the columns that the members of one group share. */
interface Columns {
  readonly name: number;
  readonly type: number;
}

/** Longer names push the rest of their line to the right instead of widening the column for all. */
const maxNameColumn = 32;
const maxTypeColumn = 10;

/** The tree of a file for people: lines of at most `width` characters where the content allows it. */
export function* fileLines(description: FileDescription, width: number): Generator<Line> {
  const { file, format, bytes, tree } = description;
  yield [[escapeControls(file), "strong"]];
  yield [[[format.toUpperCase(), byteSizeText(bytes), ...countNodes(tree)].join(", "), "faint"]];
  yield [];
  if (tree.kind === "group") {
    if (tree.path !== "" || tree.members === undefined) yield groupHead(tree, "");
    yield* detailLines(tree, "", width);
    yield* memberLines(tree, "", width);
  } else {
    yield* nodeLines(tree, "", "", columnsOf([tree]), width);
  }
}

function countNodes(tree: NodeDescription): string[] {
  const counts = new Map<string, number>();
  const count = (node: NodeDescription): void => {
    counts.set(node.kind, (counts.get(node.kind) ?? 0) + 1);
    if (node.kind === "group") node.members?.forEach(count);
  };
  if (tree.kind === "group") tree.members?.forEach(count);
  const words = { group: "group", dataset: "data set", table: "table", image: "image", damaged: "damaged object" };
  return Object.entries(words).flatMap(([kind, word]) => {
    const n = counts.get(kind);
    return n === undefined ? [] : [countText(n, word)];
  });
}

function* memberLines(group: GroupDescription, prefix: string, width: number): Generator<Line> {
  const members = group.members ?? [];
  const columns = columnsOf(members);
  for (const [i, member] of members.entries()) {
    const last = i === members.length - 1;
    yield* nodeLines(member, `${prefix}${last ? "└─ " : "├─ "}`, `${prefix}${last ? "   " : "│  "}`, columns, width);
  }
}

function columnsOf(nodes: readonly NodeDescription[]): Columns {
  const leaves = nodes.filter(({ kind }) => kind !== "group");
  return {
    name: columnWidth(
      leaves.map(({ key }) => escapeName(key)),
      maxNameColumn,
    ),
    type: columnWidth(leaves.map(typeText), maxTypeColumn),
  };
}

function typeText(node: NodeDescription): string {
  if (node.kind === "dataset" || node.kind === "image") return escapeControls(node.typeName);
  return node.kind === "table" ? "table" : "";
}

/** An object and what belongs to it. `branch` starts its first line, `prefix` the further ones. */
function* nodeLines(
  node: NodeDescription,
  branch: string,
  prefix: string,
  columns: Columns,
  width: number,
): Generator<Line> {
  const name = escapeName(node.key);
  const padded: Span[] = [
    [branch, "faint"],
    [padTo(name, columns.name), "strong"],
  ];
  switch (node.kind) {
    case "group":
      yield groupHead(node, branch);
      yield* detailLines(node, prefix + (node.members?.length ? "│  " : "   "), width);
      yield* memberLines(node, prefix, width);
      return;
    case "reference":
      yield [...padded, [`  = ${node.target === "" ? "the root" : escapeName(node.target)}, shown above`, "faint"]];
      return;
    case "damaged":
      yield* errorLines([...padded, ["  ", "plain"]], node.error, `${prefix}    `, width);
      return;
    case "table":
      yield [
        ...padded,
        [`  ${padTo("table", columns.type)}`, "type"],
        [`  ${countText(node.count, "record")}`, "plain"],
        [classNote(node), "faint"],
      ];
      yield* fieldLines(node.fields, `${prefix}  `, width);
      break;
    default: {
      const head: Line = [
        ...padded,
        [`  ${padTo(typeText(node), columns.type)}`, "type"],
        [`  ${shapeText(node)}`, "plain"],
      ];
      yield* withDetails(head, datasetDetails(node), `${prefix}    `, width);
    }
  }
  yield* detailLines(node, `${prefix}  `, width);
}

function groupHead(group: GroupDescription, branch: string): Line {
  const hidden = group.members === undefined ? `  (${countText(group.memberCount, "member")} not shown)` : "";
  return [
    [branch, "faint"],
    [`${escapeName(group.key)}/`, "strong"],
    [classNote(group) + hidden, "faint"],
  ];
}

function classNote({ hdf4 }: { hdf4?: { className: string } | undefined }): string {
  return hdf4 === undefined || hdf4.className === "" ? "" : `  class ${quoteText(hdf4.className)}`;
}

/** The details behind the head while they fit, the rest on lines of its own. */
function* withDetails(head: Line, details: readonly string[], prefix: string, width: number): Generator<Line> {
  const [first = "", ...more] = wrapParts(details, ", ", width - lineWidth(head) - 2, width - prefix.length);
  yield first === "" ? head : [...head, [`  ${first}`, "faint"]];
  for (const line of more) yield [[prefix + line, "faint"]];
}

/** What is wrong with an object or attribute, broken into lines. */
function* errorLines(head: Line, { message }: ErrorDescription, prefix: string, width: number): Generator<Line> {
  const words = `error: ${escapeControls(message)}`.split(" ");
  const [first = "", ...more] = wrapParts(words, " ", width - lineWidth(head), width - prefix.length);
  yield [...head, [first, "error"]];
  for (const line of more) {
    yield [
      [prefix, "faint"],
      [line, "error"],
    ];
  }
}

function lineWidth(line: Line): number {
  return line.reduce((sum, [text]) => sum + textWidth(text), 0);
}

function* fieldLines(fields: readonly FieldDescription[], prefix: string, width: number): Generator<Line> {
  const nameWidth = nameColumn(fields);
  for (const { name, dtype, order, attributes } of fields) {
    const type = order === 1 ? dtype : `${dtype} × ${order}`;
    yield [
      [prefix, "faint"],
      [`${padTo(escapeName(name), nameWidth)}  `, "plain"],
      [type, "type"],
    ];
    yield* attributeLines(attributes ?? [], `${prefix}  `, width);
  }
}

function* detailLines(
  node: Exclude<NodeDescription, { kind: "reference" | "damaged" }>,
  prefix: string,
  width: number,
): Generator<Line> {
  for (const { kind, text } of node.annotations) {
    const value = attributeValueText(text, false, Math.max(24, width - prefix.length - kind.length - 1));
    yield [
      [prefix, "faint"],
      [`${kind} `, "attribute"],
      [value, "plain"],
    ];
  }
  yield* attributeLines(node.attributes ?? [], prefix, width);
}

function* attributeLines(attributes: readonly AttributeDescription[], prefix: string, width: number): Generator<Line> {
  const nameWidth = nameColumn(attributes);
  const typeWidth = columnWidth(attributes.map(attributeType), Number.POSITIVE_INFINITY);
  for (const attribute of attributes) {
    const head: Span[] = [
      [prefix, "faint"],
      [`@${padTo(escapeName(attribute.name), nameWidth)}  `, "attribute"],
    ];
    if ("error" in attribute) {
      yield* errorLines(head, attribute.error, `${prefix}    `, width);
      continue;
    }
    const room = width - prefix.length - 1 - Math.max(nameWidth, textWidth(attribute.name)) - 2 - typeWidth - 2;
    const value = attributeValueText(attribute.value, attribute.dtype === "float32", Math.max(24, room));
    yield [...head, [`${padTo(attributeType(attribute), typeWidth)}  `, "type"], [value, "plain"]];
  }
}

function nameColumn(named: readonly { readonly name: string }[]): number {
  return columnWidth(
    named.map(({ name }) => escapeName(name)),
    maxNameColumn,
  );
}

/** The type, with the shape when there are several values; the length of text shows in the text. */
function attributeType(attribute: AttributeDescription): string {
  if ("error" in attribute || attribute.dtype === null) return "";
  const { dtype, shape, value } = attribute;
  const isList = typeof value === "object" && shape !== null && shape.length > 0;
  return isList ? `${dtype}[${shape.join(",")}]` : dtype;
}
