import type { FailureModel } from '../contract/index.ts';
import { createRandom, type Random } from '../engine/random.ts';
import { drawExponential } from './exponential.ts';

/** `cleared`: what a false alarm had foretold did not happen. */
export interface HostEvent {
  readonly kind: 'warning' | 'false-alarm' | 'cleared' | 'failed' | 'repaired';
  readonly host: number;
  readonly ns: number;
}

/** What happens to hosts, whatever runs on them: equal seeds mean equal failures under every scheduler and recovery. */
export interface HostFailures {
  /** Of the next event, ns. */
  readonly nextNs: number;
  pop(): HostEvent;
}

interface Host {
  readonly random: Random;
  readonly alarms: Random;
  /** Its next events, soonest first. */
  readonly pending: HostEvent[];
  nextAlarmNs: number;
}

/**
 * Failures of hosts: up for exponential times, down for the repair. Warnings precede a share `recall` of them by `leadNs`, or
 * come when the host does; false alarms are exponential too, as many as make `precision` the share of warnings that come true.
 */
export function createHostFailures(model: FailureModel, hosts: number, seed: number): HostFailures {
  const { predictor } = model;
  const alarmEveryNs = predictor === undefined || predictor.recall === 0 || predictor.precision >= 1 ? Infinity
    : (model.mtbfNs * predictor.precision) / (predictor.recall * (1 - predictor.precision));
  const all = Array.from({ length: hosts }, (_, host): Host => {
    const made: Host = { random: createRandom(seed, 2_000_000 + host), alarms: createRandom(seed, 3_000_000 + host), pending: [], nextAlarmNs: Infinity };
    if (alarmEveryNs < Infinity) made.nextAlarmNs = drawExponential(made.alarms, alarmEveryNs);
    plan(made, host, 0);
    return made;
  });

  /** One stay up and the repair behind it. */
  function plan(host: Host, number: number, upNs: number): void {
    const failsNs = upNs + drawExponential(host.random, model.mtbfNs);
    const foreseen = host.random.next() < (predictor?.recall ?? 0);
    const events: HostEvent[] = [{ kind: 'failed', host: number, ns: failsNs }, { kind: 'repaired', host: number, ns: failsNs + model.repairNs }];
    if (predictor !== undefined && foreseen) events.push({ kind: 'warning', host: number, ns: Math.max(upNs, failsNs - predictor.leadNs) });
    while (predictor !== undefined && host.nextAlarmNs < failsNs) {
      if (host.nextAlarmNs > upNs) events.push({ kind: 'false-alarm', host: number, ns: host.nextAlarmNs }, { kind: 'cleared', host: number, ns: host.nextAlarmNs + predictor.leadNs });
      host.nextAlarmNs += drawExponential(host.alarms, alarmEveryNs);
    }
    host.pending.push(...events);
    // Stable: a repair behind what it follows at the same time.
    host.pending.sort((left, right) => left.ns - right.ns);
  }

  let soonest = find();
  function find(): number {
    let best = 0;
    for (let host = 1; host < hosts; host++) if (all[host].pending[0].ns < all[best].pending[0].ns) best = host;
    return best;
  }

  return {
    get nextNs() {
      return all[soonest].pending[0].ns;
    },
    pop() {
      const host = all[soonest];
      const event = host.pending.shift() as HostEvent;
      if (event.kind === 'repaired') plan(host, soonest, event.ns);
      soonest = find();
      return event;
    },
  };
}
