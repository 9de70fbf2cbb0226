export { makeDirectory } from "../cache/_disk.ts";
export { type Lock, type LockOptions, type LockOwner, takeLock } from "./take-lock.ts";
