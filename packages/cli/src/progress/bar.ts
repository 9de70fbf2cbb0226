import { escapeControls } from "../format/escape.ts";
import type { BarView } from "./bar-line.ts";
import { durationText } from "./duration.ts";

/** How far something is. */
export interface BarState {
  /** 0 to `total`, in any unit. */
  readonly done: number;
  /** Undefined when it is not known. */
  readonly total: number | undefined;
  /** In words: "3 of 5 granules"; of several, the most important first. */
  readonly detail?: string | readonly string[];
  /** Nothing goes on at the moment, so that nobody can say how long it takes. @default false */
  readonly isWaiting?: boolean;
}

/** A bar that knows how far it is, and how fast it got there. */
export interface Bar {
  /** Has it been updated at all? */
  readonly isBegun: boolean;
  update(state: BarState): void;
  view(withTimeLeft: boolean): BarView;
}

/** @param now milliseconds */
export function createBar(label: string, now: () => number, onUpdate: () => void): Bar {
  const pace = createPace(now);
  let state: BarState | undefined;
  return {
    get isBegun() {
      return state !== undefined;
    },
    update(next) {
      state = next;
      pace.note(shareOf(next));
      onUpdate();
    },
    view(withTimeLeft) {
      const details = [state?.detail ?? ""].flat().map(escapeControls);
      const left = withTimeLeft && state?.isWaiting !== true ? pace.secondsLeft() : undefined;
      if (left !== undefined) details.unshift(`${durationText(left)} left`);
      return { label: escapeControls(label), share: state === undefined ? undefined : shareOf(state), details };
    },
  };
}

function shareOf({ done, total }: BarState): number | undefined {
  if (total === undefined) return undefined;
  return total > 0 ? Math.min(1, Math.max(0, done / total)) : 1;
}

/** Foretells the end from the pace since the first update: what was done before that took no time. */
interface Pace {
  note(share: number | undefined): void;
  secondsLeft(): number | undefined;
}

/** Before so much time a pace says little; before less of it where so much of the work is done. */
const leastSeconds = 5;
const leastSecondsOfGain = 2;
const leastGain = 0.1;

function createPace(now: () => number): Pace {
  let first: { readonly share: number; readonly time: number } | undefined;
  let latest: number | undefined;
  return {
    note(share) {
      latest = share;
      if (share !== undefined) first ??= { share, time: now() };
    },
    secondsLeft() {
      if (first === undefined || latest === undefined) return undefined;
      const seconds = (now() - first.time) / 1000;
      const gained = latest - first.share;
      const least = gained < leastGain ? leastSeconds : leastSecondsOfGain;
      if (gained <= 0 || latest >= 1 || seconds < least) return undefined;
      return (seconds * (1 - latest)) / gained;
    },
  };
}
