/**
 * An instant of UTC, as a clock shows it. Plain fields, because a JavaScript date cannot hold a leap second.
 *
 * Every function that takes one checks it: an impossible day, or a second of 60 where none was inserted, is a TimeError,
 * and a Date or a text in its place a TypeError.
 */
export interface UtcTime {
  /** 1 to 9999. */
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to the length of the month. */
  readonly day: number;
  /** 0 to 23. */
  readonly hour: number;
  /** 0 to 59. */
  readonly minute: number;
  /** With its fraction: from 0 to below 60, and below 61 in the last minute before a leap second. */
  readonly second: number;
}
