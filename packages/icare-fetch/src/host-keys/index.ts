export { createHostKeyVerifier, type HostKeyVerifierOptions } from "./host-key-verifier.ts";
export type { HostKeyVerifier } from "./types.ts";
