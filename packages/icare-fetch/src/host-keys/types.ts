/** Decides whether a host is who it says it is. */
export interface HostKeyVerifier {
  /**
   * @param key the public key as the host sent it (RFC 4253, section 6.6)
   * @param signal ends the question about a key that is not known
   * @throws HostKeyError unless it is the host's
   */
  (key: Uint8Array, signal?: AbortSignal): Promise<void>;
  /** Types of the keys by which the host is known (`ssh-ed25519`): a host that has several is to show one of those. */
  readonly keyTypes?: () => Promise<readonly string[]>;
}
