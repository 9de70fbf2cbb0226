import { checkFaults } from "./_check-faults.ts";
import { pathMatcher } from "./_glob.ts";
import type { FaultKind, FaultOf, FaultRule } from "./fault-rules.ts";

/** What happens, as far as a rule can ask for it. */
export interface FaultEvent {
  /** The absolute remote path. */
  readonly path?: string;
  /** The name of the request in the protocol. */
  readonly operation?: string;
  readonly username?: string;
}

/** The rules in force, with their counters. */
export interface FaultPlan {
  /**
   * Count the event in every rule of a kind that it matches.
   *
   * @param concerns a further condition of what a match is; asked only where the selector matches
   * @returns the rules that apply to it, in their order
   */
  applyAll<K extends FaultKind>(kind: K, event: FaultEvent, concerns?: (rule: FaultOf<K>) => boolean): FaultOf<K>[];
  /** As applyAll, and of these the first: the one that happens. */
  apply<K extends FaultKind>(
    kind: K,
    event: FaultEvent,
    concerns?: (rule: FaultOf<K>) => boolean,
  ): FaultOf<K> | undefined;
  /** Count the look-up of a file that exists. Is it gone? */
  lookUp(path: string): boolean;
  /** Would {@link FaultPlan.lookUp} say that it is gone? Counts nothing. */
  isGone(path: string): boolean;
}

interface ActiveRule {
  readonly rule: FaultRule;
  /** Its place in the list. */
  readonly index: number;
  readonly selects: (event: FaultEvent) => boolean;
  readonly first: number;
  readonly last: number;
  matches: number;
  /** Of a `disappear`: how often each path was looked up. */
  readonly lookUps: Map<string, number>;
}

/**
 * @param onFault called for each fault that happens, with the place of its rule in the list
 * @throws TypeError naming the rule that is wrong
 */
export function createFaultPlan(
  rules: readonly FaultRule[],
  onFault: (kind: FaultKind, index: number, event: FaultEvent) => void,
): FaultPlan {
  checkFaults(rules);
  const active = rules.map(activate);

  /** Counts the event in every rule, and tells of those that happen. */
  function count<K extends FaultKind>(
    kind: K,
    event: FaultEvent,
    concerns: ((rule: FaultOf<K>) => boolean) | undefined,
    mostHappen: number,
  ): FaultOf<K>[] {
    const happening: FaultOf<K>[] = [];
    for (const one of active) {
      if (one.rule.kind !== kind || !one.selects(event)) continue;
      const rule = one.rule as FaultOf<K>;
      if (concerns && !concerns(rule)) continue;
      one.matches++;
      if (!isWithinWindow(one, one.matches) || happening.length >= mostHappen) continue;
      happening.push(rule);
      onFault(kind, one.index, event);
    }
    return happening;
  }

  const plan: FaultPlan = {
    applyAll: (kind, event, concerns) => count(kind, event, concerns, Infinity),
    apply: (kind, event, concerns) => count(kind, event, concerns, 1)[0],
    lookUp(path) {
      const event = { path };
      const gone = new Set<FaultRule>();
      for (const one of active) {
        if (one.rule.kind !== "disappear" || !one.selects(event)) continue;
        const before = one.lookUps.get(path) ?? 0;
        one.lookUps.set(path, before + 1);
        if (before >= (one.rule.after ?? 1)) gone.add(one.rule);
      }
      return plan.apply("disappear", event, (rule) => gone.has(rule)) !== undefined;
    },
    isGone(path) {
      return active.some((one) => {
        if (one.rule.kind !== "disappear" || !one.selects({ path })) return false;
        return (one.lookUps.get(path) ?? 0) >= (one.rule.after ?? 1) && isWithinWindow(one, one.matches + 1);
      });
    },
  };
  return plan;
}

function isWithinWindow(active: ActiveRule, match: number): boolean {
  return match >= active.first && match <= active.last;
}

function activate(given: FaultRule, index: number): ActiveRule {
  const rule = { ...given };
  const first = rule.nth ?? 1;
  const times = rule.times ?? (rule.nth === undefined ? Infinity : 1);
  return { rule, index, selects: selector(rule), first, last: first + times - 1, matches: 0, lookUps: new Map() };
}

function selector(rule: FaultRule): (event: FaultEvent) => boolean {
  const matchesPath = "path" in rule && rule.path !== undefined ? pathMatcher(rule.path) : undefined;
  const operations = "operations" in rule && rule.operations ? new Set<string>(rule.operations) : undefined;
  const username = "username" in rule ? rule.username : undefined;
  return (event) => {
    if (matchesPath && (event.path === undefined || !matchesPath(event.path))) return false;
    if (operations && (event.operation === undefined || !operations.has(event.operation))) return false;
    return username === undefined || event.username === username;
  };
}
