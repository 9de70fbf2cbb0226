import { isInteger, JsonFields } from "../config/json-fields.ts";

/** Where a tensor of F32 lies in the data. */
export interface TensorPlace {
  readonly name: string;
  readonly shape: readonly number[];
  /** First byte, and the first beyond. */
  readonly begin: number;
  readonly end: number;
}

/** The header of a file of safetensors, checked: its tensors fill the data without gaps or overlaps. */
export interface SafetensorsHeader {
  /** In the order of their bytes. */
  readonly tensors: readonly TensorPlace[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly dataBytes: number;
}

/**
 * @param dataBytes what the file has behind its header
 * @param refuse makes the error of a problem
 */
export function parseHeader(text: string, dataBytes: number, refuse: (problem: string) => Error): SafetensorsHeader {
  const entries = Object.entries(parseObject(text, refuse));
  const tensors = entries
    .filter(([name]) => name !== "__metadata__")
    .map(([name, value]) => parsePlace(name, value, refuse))
    // Tensors without values begin where others do.
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  let next = 0;
  for (const { name, begin, end } of tensors) {
    if (begin !== next) throw refuse(`${quote(name)} begins at byte ${begin} of the data: expected ${next}`);
    next = end;
  }
  if (next !== dataBytes) throw refuse(`it has ${dataBytes} bytes of data: expected ${next} by its header`);
  const metadata = parseMetadata(entries.find(([name]) => name === "__metadata__")?.[1] ?? {}, refuse);
  return { tensors, metadata, dataBytes };
}

function parseObject(text: string, refuse: (problem: string) => Error): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse("its header is no JSON");
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw refuse("its header is no object");
}

function parsePlace(name: string, value: unknown, refuse: (problem: string) => Error): TensorPlace {
  const fields = new JsonFields(value, refuse, quote(name));
  if (fields.value("dtype") !== "F32") throw fields.wrong("dtype", "F32");
  const shape = fields.list("shape", isCount, "lengths");
  const offsets = fields.list("data_offsets", isCount, "bytes");
  const [begin = 0, end = 0] = offsets;
  if (offsets.length !== 2 || end < begin) throw fields.wrong("data_offsets", "[begin, end]");
  fields.nothingElse();
  const bytes = shape.reduce((product, length) => product * length, 4);
  if (bytes === end - begin) return { name, shape, begin, end };
  throw refuse(`${quote(name)} has ${end - begin} bytes: expected ${bytes} of the shape [${shape.join(", ")}]`);
}

function parseMetadata(value: unknown, refuse: (problem: string) => Error): Record<string, string> {
  const isRight =
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((one) => typeof one === "string");
  if (!isRight) throw refuse("its __metadata__ is no object of texts");
  return { ...(value as Record<string, string>) };
}

function isCount(value: unknown): value is number {
  return isInteger(value) && value >= 0;
}

function quote(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 77)}...` : name);
}
