export type { Io, OutputStream } from "./io.ts";
export { main } from "./main.ts";
