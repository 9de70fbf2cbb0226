import { type ImageExtent, missingValue } from "@atcs/colocate";
import { DatasetError } from "../errors.ts";
import { channelCount } from "../fields/channels.ts";
import type { StoredChannels, StoredImage } from "../sources/types.ts";
import type { StoredField } from "../types.ts";
import { type ChunkEncoder, chunkEncoder, type ZarrCodec } from "./codecs.ts";
import { type FieldPacking, missingCount, packChannel } from "./field-packing.ts";
import type { ArrayDescription } from "./metadata.ts";
import { encodeShard } from "./shard.ts";
import type { DatasetSink } from "./sink.ts";

/** A field with its place among the stored channels, and how it is packed if it is directional. */
interface PackedField {
  readonly field: StoredField;
  readonly firstChannel: number;
  readonly packing: FieldPacking | undefined;
}

/** Writes the arrays `directional` and `fields`: a shard of each for an instance, a chunk for a field. */
export class ImageWriter {
  readonly #fields: readonly PackedField[];
  readonly #sink: DatasetSink;
  readonly #encoders: { readonly directional: ChunkEncoder; readonly fields: ChunkEncoder };
  readonly #shardBytes = { directional: [] as number[], fields: [] as number[] };
  #extent: ImageExtent | undefined;

  /** @param packingOf scale and offset of a directional field */
  constructor(
    fields: readonly StoredField[],
    packingOf: (field: StoredField) => FieldPacking,
    codec: ZarrCodec,
    sink: DatasetSink,
  ) {
    let firstChannel = 0;
    this.#fields = fields.map((field) => {
      const packed = { field, firstChannel, packing: field.angles > 1 ? packingOf(field) : undefined };
      firstChannel += field.angles;
      return packed;
    });
    this.#sink = sink;
    this.#encoders = { directional: chunkEncoder(codec, 2, true), fields: chunkEncoder(codec, 4) };
  }

  /** Write the image of the next instance. @throws DatasetError DATASET_INSTANCE when it cannot be packed */
  async append(image: StoredImage, instanceId: number, file: string): Promise<void> {
    const { height, width } = image;
    this.#extent ??= { height, width };
    const extent = this.#extent;
    if (height !== extent.height || width !== extent.width) {
      const problem = `its image has ${height} x ${width} pixels: expected ${extent.height} x ${extent.width}, as the first one`;
      throw new DatasetError("DATASET_INSTANCE", problem, { file, instanceId });
    }
    const chunks = { directional: [] as Uint8Array[], fields: [] as Uint8Array[] };
    for (const each of this.#fields) {
      const name = each.packing === undefined ? "fields" : "directional";
      const bytes =
        each.packing === undefined ? this.#floats(image, each) : this.#counts(image, each, instanceId, file);
      chunks[name].push(await this.#encoders[name].encode(bytes));
    }
    for (const name of ["directional", "fields"] as const) {
      if (chunks[name].length === 0) continue;
      const shard = encodeShard(chunks[name]);
      await this.#sink.write(`${name}/c/${this.#shardBytes[name].length}/0/0/0`, shard);
      this.#shardBytes[name].push(shard.length);
    }
  }

  /** The arrays that were written, by their names. */
  describe(): Map<string, ArrayDescription> {
    const arrays = new Map<string, ArrayDescription>();
    const directional = this.#fields.filter(({ packing }) => packing !== undefined);
    const others = this.#fields.filter(({ packing }) => packing === undefined);
    if (directional.length > 0) {
      const fields = directional.map(({ field, packing }) => ({ group: field.group, name: field.name, ...packing }));
      arrays.set("directional", this.#describe("directional", "int16", directional, { fields, missing: missingCount }));
    }
    if (others.length > 0) {
      const fields = others.map(({ field: { group, name } }) => ({ group, name }));
      arrays.set("fields", this.#describe("fields", "float32", others, { fields, missing: missingValue }));
    }
    return arrays;
  }

  #describe(
    name: "directional" | "fields",
    dtype: "int16" | "float32",
    packed: readonly PackedField[],
    attributes: { readonly missing: number; readonly fields: readonly unknown[] },
  ): ArrayDescription {
    const { height, width } = this.#extent ?? { height: 0, width: 0 };
    const channels = channelCount(packed.map(({ field }) => field));
    return {
      dtype,
      shape: [this.#shardBytes[name].length, channels, height, width],
      shardShape: [1, channels, height, width],
      chunkShape: [1, channels / packed.length, height, width],
      fill: attributes.missing,
      codecs: this.#encoders[name].codecs,
      dimensions: ["instance", "channel", "row", "column"],
      attributes: { ...attributes, shard_nbytes: this.#shardBytes[name] },
    };
  }

  #counts({ height, width, parts }: StoredImage, each: PackedField, instanceId: number, file: string): Uint8Array {
    const { field, firstChannel, packing } = each;
    const pixels = height * width;
    const counts = new Int16Array(field.angles * pixels);
    for (let angle = 0; angle < field.angles; angle++) {
      const target = counts.subarray(angle * pixels, (angle + 1) * pixels);
      const refused = packChannel(valuesOf(parts, firstChannel + angle), packing!, target);
      if (refused === undefined) continue;
      const { scale, offset } = packing!;
      const problem = `${field.name} is ${refused} somewhere: counts of 16 bits with scale ${scale} and offset ${offset} cannot hold it`;
      throw new DatasetError("DATASET_INSTANCE", problem, { file, instanceId });
    }
    return new Uint8Array(counts.buffer);
  }

  #floats({ height, width, parts }: StoredImage, { firstChannel }: PackedField): Uint8Array {
    const { data, start, step, scale, offset, missing } = valuesOf(parts, firstChannel);
    const isPlain = scale === 1 && offset === 0;
    const values = new Float32Array(height * width);
    for (let pixel = 0, at = start; pixel < values.length; pixel++, at += step) {
      const element = data[at]!;
      values[pixel] = element === missing ? missingValue : isPlain ? element : scale * element + offset;
    }
    return new Uint8Array(values.buffer);
  }
}

/** A channel of an image. */
function valuesOf(parts: readonly StoredChannels[], channel: number) {
  const part = parts.find(
    ({ firstChannel, channelCount }) => channel >= firstChannel && channel < firstChannel + channelCount,
  );
  if (part === undefined) throw new Error(`the source left out channel ${channel}`);
  return { ...part, start: part.start + (channel - part.firstChannel) * part.channelStep, step: part.pixelStep };
}
