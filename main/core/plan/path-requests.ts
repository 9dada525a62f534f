import type { Platform } from '@doorbell/sdk';
import { sweepPoints } from '../experiment/sweep-points.ts';
import { loggopsId } from '../contract/index.ts';
import type { Cluster, Experiment, PathChoice, PathRequest, PathRules } from '../contract/index.ts';
import { rulesOfPoint } from './apply-point.ts';
import { canonicalJson } from './canonical-json.ts';
import { placeOfChoice } from './place-of-choice.ts';

/** What path models are described for: the hardware and software of a cluster. */
export function platformOf({ host, nic, network }: Cluster): Platform {
  return { host, nic, network };
}

/** Every path that the experiment's runs need, once, in the order of the sweep. */
export function pathRequests(experiment: Experiment): readonly PathRequest[] {
  const platform = platformOf(experiment.cluster);
  const key = requestKeys(platform);
  const requests = new Map<string, PathRequest>();
  const add = (choice: PathChoice | undefined): void => {
    // The LogGOPS model is part of the engine.
    if (choice === undefined || choice.id === loggopsId || requests.has(key(choice))) return;
    const at = placeOfChoice(experiment, choice);
    requests.set(key(choice), { key: key(choice), choice, platform, ...(at === undefined ? {} : { at }) });
  };
  for (const job of experiment.jobs) {
    const seen = new Set<PathRules>();
    for (const point of sweepPoints(experiment.sweep)) {
      const rules = rulesOfPoint(job.paths, point);
      if (seen.has(rules)) continue;
      seen.add(rules);
      add(rules.otherHost);
      add(rules.sameHost);
      add(rules.sameVm);
    }
  }
  return [...requests.values()];
}

/** The key of a choice on one platform. */
export function requestKeys(platform: Platform): (choice: PathChoice) => string {
  const known = new Map<PathChoice, string>();
  return (choice) => {
    let key = known.get(choice);
    if (key === undefined) {
      key = canonicalJson({ choice, platform });
      known.set(choice, key);
    }
    return key;
  };
}
