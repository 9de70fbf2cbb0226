/**
 * A module of an optional peer.
 * @throws Error that tells how to install it
 */
export async function loadOptional<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const { code, message } = cause as { code?: unknown; message?: unknown };
    const problem =
      code === "ERR_MODULE_NOT_FOUND" ? `${name} is not installed` : `${name} cannot be loaded (${String(message)})`;
    throw new Error(`${problem}: npm install ${name}`, { cause });
  }
}
