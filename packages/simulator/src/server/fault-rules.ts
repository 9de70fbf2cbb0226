/** The requests of SFTP version 3 that this server answers; the names are those of the protocol. */
export type SftpOperation = "REALPATH" | "STAT" | "LSTAT" | "FSTAT" | "OPENDIR" | "READDIR" | "OPEN" | "READ" | "CLOSE";

/**
 * When a rule applies. Each rule counts its own matches, from 1; what a match is, each kind says. With neither number it
 * applies to every match, with `nth` alone to that one only, with `times` alone to the first ones.
 */
export interface FaultWindow {
  /** The first match it applies to (default 1). */
  readonly nth?: number;
  /** To how many matches in a row it applies. */
  readonly times?: number;
}

/** Which remote paths a rule is about. */
export interface FaultTarget extends FaultWindow {
  /**
   * A pattern for the absolute remote path (as in `/SPACEBORNE/PARASOL/…`): a RegExp, or a glob in which `*` and `?` stay
   * within a name and `**` crosses directories; a glob without a slash is compared with the last name. Default: all.
   */
  readonly path?: string | RegExp;
}

/** The connection is destroyed when so many bytes of a file were sent. A match: a handle would send more than that. */
export interface DropAfterBytesFault extends FaultTarget {
  readonly kind: "drop-after-bytes";
  readonly bytes: number;
}

/** Replies come so much later; requests sent together wait together. A match: a request. */
export interface DelayFault extends FaultTarget {
  readonly kind: "delay";
  readonly milliseconds: number;
  /** Default: all. */
  readonly operations?: readonly SftpOperation[];
}

/** A login is refused as for a wrong password. A match: a login that would succeed. */
export interface RefuseLoginFault extends FaultWindow {
  readonly kind: "refuse-login";
  /** Default: every user. */
  readonly username?: string;
}

/** A match: a connection that comes while `max` are open. */
export interface TooManyConnectionsFault extends FaultWindow {
  readonly kind: "too-many-connections";
  readonly max: number;
  /** `disconnect` (default): the message SSH_MSG_DISCONNECT with reason 12; `close`: the socket is closed without a word. */
  readonly how?: "disconnect" | "close";
}

/** Another size is reported. A match: the attributes of one file in a reply. */
export interface WrongSizeFault extends FaultTarget {
  readonly kind: "wrong-size";
  /** Bytes. */
  readonly size: number;
  /** Where: of STAT, LSTAT, FSTAT and READDIR (default: all four). */
  readonly operations?: readonly SftpOperation[];
}

/**
 * A file is gone after it was looked up (STAT, LSTAT, OPEN): no longer listed, NO_SUCH_FILE; what is open stays readable.
 * A match: a look-up after the first `after` of the same path.
 */
export interface DisappearFault extends FaultTarget {
  readonly kind: "disappear";
  /** Look-ups that still succeed (default 1). */
  readonly after?: number;
}

/** A connection is shown another host key. A match: a connection. */
export interface ChangedHostKeyFault extends FaultWindow {
  readonly kind: "changed-host-key";
}

/** From this request on, the connection stays open and answers nothing. A match: a request. */
export interface StallFault extends FaultTarget {
  readonly kind: "stall";
  /** Default: all. */
  readonly operations?: readonly SftpOperation[];
}

/** All bits of some bytes are flipped. A match: a handle of which such a byte is read; it then holds for that handle. */
export interface CorruptFault extends FaultTarget {
  readonly kind: "corrupt";
  /** The first byte of the file that is wrong. */
  readonly offset: number;
  /** How many bytes are wrong (default: all to the end of the file). */
  readonly length?: number;
}

/** Something that goes wrong on purpose, by counters and never by chance. */
export type FaultRule =
  | DropAfterBytesFault
  | DelayFault
  | RefuseLoginFault
  | TooManyConnectionsFault
  | WrongSizeFault
  | DisappearFault
  | ChangedHostKeyFault
  | StallFault
  | CorruptFault;

/** The name of a kind of fault. */
export type FaultKind = FaultRule["kind"];

/** The rule of one kind. */
export type FaultOf<K extends FaultKind> = Extract<FaultRule, { readonly kind: K }>;
