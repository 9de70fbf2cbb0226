import { crc32, deflateRawSync, gzipSync } from "node:zlib";
import { Header, Pax } from "tar";

/** An entry of an archive that a test makes. */
export interface TestEntry {
  readonly path: string;
  readonly content?: Uint8Array | string;
  readonly type?: "File" | "Directory" | "SymbolicLink" | "Link" | "CharacterDevice" | "FIFO";
  readonly linkpath?: string;
  /** Announced size, where it is not that of the content. */
  readonly size?: number;
}

/** A tar archive; `end: false` leaves out its end. */
export function tarBytes(entries: readonly TestEntry[], { end = true }: { end?: boolean } = {}): Buffer {
  const blocks = entries.flatMap(({ path, content = "", type = "File", linkpath, size }) => {
    const bytes = Buffer.from(content);
    const values = {
      path,
      type,
      size: size ?? bytes.length,
      mode: 0o644,
      uid: 0,
      gid: 0,
      mtime: new Date(0),
      linkpath,
    };
    const header = new Header(values as ConstructorParameters<typeof Header>[0]);
    const block = Buffer.alloc(512);
    const needsPax = header.encode(block);
    const padding = Buffer.alloc((512 - (bytes.length % 512)) % 512);
    const before = needsPax
      ? [new Pax({ path, size: values.size } as ConstructorParameters<typeof Pax>[0]).encode()]
      : [];
    return [...before, block, bytes, padding];
  });
  return Buffer.concat([...blocks, Buffer.alloc(end ? 1024 : 0)]);
}

export function tarGz(entries: readonly TestEntry[], options?: { end?: boolean }): Buffer {
  return gzipSync(tarBytes(entries, options));
}

/** An entry of a zip archive that a test makes. */
export interface ZipEntry {
  readonly path: string;
  readonly content?: Uint8Array | string;
  /** Of Unix: 0o120777 is a link. */
  readonly mode?: number;
  readonly size?: number;
  readonly crc?: number;
  readonly flags?: number;
  readonly method?: number;
}

/** A zip archive, as APPNOTE.TXT 4.3 has it. */
export function zipBytes(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { path, content = "", mode = 0, size, crc, flags = 0x800, method = 8 } of entries) {
    const bytes = Buffer.from(content);
    const packed = method === 8 ? deflateRawSync(bytes) : bytes;
    const name = Buffer.from(path);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(crc ?? crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(size ?? bytes.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), common, name, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(((mode << 16) >>> 0) + 0, 6);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02\x1e\x03", "latin1"), common, tail, name]));
    parts.push(local);
    offset += local.length;
  }
  const length = directory.reduce((sum, entry) => sum + entry.length, 0);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
}
