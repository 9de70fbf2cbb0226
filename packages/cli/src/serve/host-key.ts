import { readFile, writeFile } from "node:fs/promises";
import type { HostKey } from "@atcs/simulator";
import { CommandError } from "../errors.ts";

/** Checks a private key, or makes one: that of the simulator. @throws TypeError for what is none */
export type CreateHostKey = (privateKey?: string) => HostKey;

/**
 * The private key of a file, so that clients know the server again. It is made on first use, for its owner alone to read.
 * @throws CommandError when it cannot be read or written, or is no private key
 */
export async function readHostKey(path: string, create: CreateHostKey): Promise<string> {
  const text = await readText(path);
  if (text === undefined) return makeKey(path, create);
  try {
    return create(text).privateKey;
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw hostKeyError(path, "holds no private key", cause);
  }
}

async function makeKey(path: string, create: CreateHostKey): Promise<string> {
  const { privateKey } = create();
  try {
    await writeFile(path, privateKey, { flag: "wx", mode: 0o600 });
  } catch (cause) {
    throw hostKeyError(path, `cannot be written (${codeOf(cause)})`, cause);
  }
  return privateKey;
}

/** Undefined when there is no such file. */
async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return undefined;
    throw hostKeyError(path, `cannot be read (${codeOf(cause)})`, cause);
  }
}

function codeOf(error: unknown): string {
  const { code = String(error) } = error as { code?: string };
  return code;
}

function hostKeyError(file: string, problem: string, cause: unknown): CommandError {
  return new CommandError(`${file}: ${problem}`, {
    code: "HOST_KEY",
    hint: "Give a key in OpenSSH's form or PEM without a passphrase, or the name of a file that is to be made.",
    file,
    cause,
  });
}
