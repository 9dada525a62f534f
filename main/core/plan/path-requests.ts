import type { Platform } from '@doorbell/sdk';
import { sweepPoints } from '../experiment/sweep-points.ts';
import { loggopsId } from '../contract/index.ts';
import type { Cluster, Experiment, PathChoice, PathRequest, PathRules } from '../contract/index.ts';
import { clusterOfPoint, rulesOfPoint } from './apply-point.ts';
import { canonicalJson } from './canonical-json.ts';
import { placeOfChoice } from './place-of-choice.ts';

/** What path models are described for: the hardware and software of a cluster. How many NICs a host has is no concern of a path. */
export function platformOf(cluster: Cluster): Platform {
  const known = platforms.get(cluster);
  if (known !== undefined) return known;
  const { host: { cores, coreHz }, network, nic: { perHost: _, ...nic } } = cluster;
  // What a core computes is the workload's.
  const made = { host: { cores, coreHz }, nic, network };
  platforms.set(cluster, made);
  return made;
}

/** Equal clusters have one platform, so that runs can share its text by reference. */
const platforms = new WeakMap<Cluster, Platform>();

/** Every path that the experiment's runs need, once, in the order of the sweep. */
export function pathRequests(experiment: Experiment): readonly PathRequest[] {
  const key = requestKeys();
  const requests = new Map<string, PathRequest>();
  const add = (choice: PathChoice | undefined, platform: Platform): void => {
    // The LogGOPS model is part of the engine.
    if (choice === undefined || choice.id === loggopsId || requests.has(key(choice, platform))) return;
    const at = placeOfChoice(experiment, choice);
    requests.set(key(choice, platform), { key: key(choice, platform), choice, platform, ...(at === undefined ? {} : { at }) });
  };
  for (const job of experiment.jobs) {
    const seen = new Map<Platform, Set<PathRules>>();
    for (const point of sweepPoints(experiment.sweep)) {
      const platform = platformOf(clusterOfPoint(experiment.cluster, point));
      const rules = rulesOfPoint(job.paths, point);
      const known = seen.get(platform) ?? new Set<PathRules>();
      if (known.has(rules)) continue;
      seen.set(platform, known.add(rules));
      add(rules.otherHost, platform);
      add(rules.sameHost, platform);
      add(rules.sameVm, platform);
      rules.exceptions?.forEach(({ path }) => { add(path, platform); });
    }
  }
  return [...requests.values()];
}

/** The key of a choice on a platform; equal objects are written once. */
export function requestKeys(): (choice: PathChoice, platform: Platform) => string {
  const known = new Map<Platform, Map<PathChoice, string>>();
  return (choice, platform) => {
    const ofPlatform = known.get(platform) ?? new Map<PathChoice, string>();
    known.set(platform, ofPlatform);
    let key = ofPlatform.get(choice);
    if (key === undefined) {
      key = canonicalJson({ choice, platform });
      ofPlatform.set(choice, key);
    }
    return key;
  };
}
