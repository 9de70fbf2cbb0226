import type { FaultRule } from "./fault-rules.ts";

/** Somebody who may log in, by password, public key or either. */
export interface ArchiveUser {
  readonly username: string;
  readonly password?: string;
  /** In OpenSSH's form: `ssh-ed25519 AAAA…`. */
  readonly publicKey?: string;
}

/** What `startArchiveServer` serves, and to whom. */
export interface ArchiveServerOptions {
  /** The local directory. Nothing outside of it is ever reached, nor anything in it changed. */
  readonly root: string;
  /** An integer from 0 to 65535. Default 0: any free port. */
  readonly port?: number;
  /** Default `127.0.0.1`, where nobody else can reach it. */
  readonly host?: string;
  /** Default: nobody can log in. */
  readonly users?: readonly ArchiveUser[];
  /** A private key in OpenSSH's form or PEM, without a passphrase (`createHostKey`). Default: a new Ed25519 key. */
  readonly hostKey?: string;
  /** The remote path of `root`. Default `/SPACEBORNE`, as at ICARE. */
  readonly prefix?: string;
  /**
   * Absolute remote paths that refuse to be listed and looked at while what is below them works, as the parent
   * directories at ICARE do: exact, or globs.
   */
  readonly unlistable?: readonly string[];
  readonly faults?: readonly FaultRule[];
  /**
   * Gets one line per event; remote paths are quoted as in JSON. No password, key or name of an unknown user is in it.
   * What it throws is ignored, for nobody could catch it.
   */
  readonly log?: (line: string) => void;
  /** Closes the server. */
  readonly signal?: AbortSignal;
}

/** What a server did so far. */
export interface ArchiveServerStats {
  /** Connections accepted, including those that were turned away. */
  connections: number;
  logins: number;
  refusedLogins: number;
  /** Files opened. */
  transfers: number;
  /** Bytes of files. */
  bytesSent: number;
  /** Directories opened. */
  listings: number;
  /** Requests of SFTP. */
  requests: number;
  /** Faults that happened. */
  faults: number;
}

/** A running server. */
export interface ArchiveServer extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** `sftp://host:port` and the prefix. */
  readonly url: string;
  /** Of the host key for new connections, as OpenSSH prints it. */
  readonly hostKeyFingerprint: string;
  /** Connections open now. */
  readonly connections: number;
  readonly stats: Readonly<ArchiveServerStats>;
  /**
   * Replace all rules; their counters start again.
   *
   * @throws TypeError naming the rule that is wrong; the former rules then stay
   */
  setFaults(rules: readonly FaultRule[]): void;
  /**
   * Show another host key to new connections.
   *
   * @returns its fingerprint
   */
  changeHostKey(): string;
  /** End all sessions and free the port. May be called again. */
  close(): Promise<void>;
}
