import { type FileHandle, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { makeDirectory } from "@atcs/icare-fetch/disk";
import { checkFunction, checkInteger, checkNumber, checkOptions, checkText } from "../config/check.ts";
import { ioError } from "../run/write-file.ts";
import {
  type EncodedImage,
  type EventContent,
  encodeEvent,
  fileVersion,
  imageContent,
  scalarContent,
  sessionStart,
  textContent,
} from "./_event.ts";
import { nextEventFile } from "./_file-name.ts";
import { encodeRecord } from "./_record.ts";

/** How an event file is written. */
export interface EventWriterOptions {
  /**
   * The first step that is written to this file: what earlier files of the directory say of it and of later ones is discarded by
   * TensorBoard. @default 0
   */
  readonly firstStep?: number | undefined;
  /** The clock: seconds since 1970. @default that of the computer */
  readonly wallTime?: (() => number) | undefined;
}

/**
 * Writes a file that TensorBoard opens. What is added is in memory until there are 64 KiB of it, 10 seconds have passed, or
 * {@link flush} is called. Each method is to be waited for before the next is called; each may throw TrainError TRAIN_IO, after
 * which the file ends with a whole event.
 */
export interface EventWriter {
  /** Path of the file. */
  readonly file: string;
  /** A number; NaN and infinite ones are shown as such. */
  scalar(tag: string, step: number, value: number): Promise<void>;
  /** A PNG of red, green and blue. */
  image(tag: string, step: number, png: Uint8Array, width: number, height: number): Promise<void>;
  /** A text in Markdown. */
  text(tag: string, step: number, markdown: string): Promise<void>;
  /** Write what is in memory. */
  flush(): Promise<void>;
  /** Write what is in memory, put it on the disk and close the file. May be called again. */
  close(): Promise<void>;
}

const mostPendingBytes = 2 ** 16;
const mostPendingSeconds = 10;
const mostPixels = 2 ** 16;

/**
 * Begin an event file, a new one for each start of a training; TensorBoard shows those of a directory together.
 * @param directory is made
 * @throws TypeError, RangeError for wrong options; TrainError TRAIN_IO
 */
export async function openEventWriter(directory: string, options: EventWriterOptions = {}): Promise<EventWriter> {
  checkText("the directory", directory, "a path");
  checkOptions("openEventWriter", options, ["firstStep", "wallTime"]);
  const { firstStep = 0, wallTime = () => Date.now() / 1000 } = options;
  checkInteger("firstStep", firstStep, 0);
  checkFunction("wallTime", wallTime);
  const { file, handle } = await createFile(directory, wallTime());
  const writer = new FileEventWriter(file, handle, wallTime);
  try {
    await writer.begin(firstStep);
    return writer;
  } catch (error) {
    await handle.close().catch(() => {});
    throw error;
  }
}

async function createFile(directory: string, seconds: number): Promise<{ file: string; handle: FileHandle }> {
  try {
    makeDirectory(directory);
    const file = join(directory, nextEventFile(await readdir(directory), seconds));
    return { file, handle: await open(file, "wx") };
  } catch (error) {
    throw ioError(error, directory, "written");
  }
}

class FileEventWriter implements EventWriter {
  readonly file: string;
  readonly #handle: FileHandle;
  readonly #wallTime: () => number;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #flushedAt: number;
  /** Bytes of the whole records in the file. */
  #size = 0;
  #writing: Promise<void> = Promise.resolve();
  #closing: Promise<void> | undefined;

  constructor(file: string, handle: FileHandle, wallTime: () => number) {
    this.file = file;
    this.#handle = handle;
    this.#wallTime = wallTime;
    this.#flushedAt = wallTime();
  }

  async begin(firstStep: number): Promise<void> {
    await this.#add(0, fileVersion);
    await this.#add(firstStep, sessionStart);
    await this.flush();
  }

  async scalar(tag: string, step: number, value: number): Promise<void> {
    checkPlace(tag, step);
    checkNumber(`the value of ${tag}`, value, () => true, "a number");
    await this.#add(step, scalarContent(tag, value));
  }

  async image(tag: string, step: number, png: Uint8Array, width: number, height: number): Promise<void> {
    checkPlace(tag, step);
    checkInteger("width", width, 1, mostPixels);
    checkInteger("height", height, 1, mostPixels);
    const image: EncodedImage = { png, width, height };
    await this.#add(step, imageContent(tag, image));
  }

  async text(tag: string, step: number, markdown: string): Promise<void> {
    checkPlace(tag, step);
    await this.#add(step, textContent(tag, markdown));
  }

  async flush(): Promise<void> {
    const records = this.#pending;
    [this.#pending, this.#pendingBytes, this.#flushedAt] = [[], 0, this.#wallTime()];
    const written = this.#writing.then(() => this.#write(Buffer.concat(records)));
    this.#writing = written.catch(() => {});
    await written;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    try {
      await this.flush();
      await this.#handle.sync();
    } catch (error) {
      throw ioError(error, this.file, "written");
    } finally {
      await this.#handle.close();
    }
  }

  async #add(step: number, content: EventContent): Promise<void> {
    if (this.#closing !== undefined) throw new TypeError(`${this.file} is closed`);
    const wallTime = this.#wallTime();
    const record = encodeRecord(encodeEvent({ wallTime, step }, content));
    this.#pending.push(record);
    this.#pendingBytes += record.length;
    // The clock may have been set back.
    const isLate = Math.abs(wallTime - this.#flushedAt) >= mostPendingSeconds;
    if (isLate || this.#pendingBytes >= mostPendingBytes) await this.flush();
  }

  /** Of records of which one is cut off nothing stays: TensorBoard reads none that comes after it. */
  async #write(bytes: Uint8Array): Promise<void> {
    try {
      for (let done = 0; done < bytes.length; ) {
        done += (await this.#handle.write(bytes, done, bytes.length - done, this.#size + done)).bytesWritten;
      }
      this.#size += bytes.length;
    } catch (error) {
      await this.#handle.truncate(this.#size).catch(() => {});
      throw ioError(error, this.file, "written");
    }
  }
}

function checkPlace(tag: string, step: number): void {
  checkText("the tag", tag, "a name");
  checkInteger("the step", step, 0);
}
