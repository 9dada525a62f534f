import { goodputCeiling } from '../build/protocol.ts';
import { unloadedLatency } from '../build/unloaded-latency.ts';
import type { Transfer } from '../build/unloaded-latency.ts';
import { relationsOf } from '../check/visit.ts';
import type { relationKeys } from '../check/visit.ts';
import type { PathModel } from '../model/path-model.ts';
import type { Platform } from '../model/platform.ts';

const sizes = [0, 1, 64, 1024, 1500, 8192, 65536, 65537, 1 << 20, 4 << 20];

/** Some time passes, more bytes take no less, and no message is faster than the wire can carry it. */
export function checkLatency(model: PathModel, platform: Platform): readonly string[] {
  const problems: string[] = [];
  const ceiling = goodputCeiling(platform, model.protocol);
  for (const [relation, transfer] of ways(model)) {
    let before = 0;
    for (const bytes of sizes) {
      const { totalNs } = unloadedLatency(model, relation, bytes, transfer);
      if (!(totalNs > 0)) problems.push(`${relation}: a ${transfer} of ${bytes} bytes takes ${totalNs} ns: give at least one stage a cost.`);
      if (totalNs < before) problems.push(`${relation}: a ${transfer} of ${bytes} bytes takes ${totalNs} ns, less than a shorter one with ${before} ns: look at the branches of choose.`);
      before = totalNs;
      const rate = (bytes / totalNs) * 1e9;
      if (relation === 'otherHost' && rate > ceiling) {
        problems.push(`A ${transfer} of ${bytes} bytes passes at ${rate} B/s, above the ${ceiling} B/s that frames and headers leave: pass the wire with wireStages.`);
      }
    }
  }
  return problems;
}

/** Everything that the model describes. */
function ways(model: PathModel): readonly (readonly [relation: (typeof relationKeys)[number], transfer: Transfer])[] {
  return relationsOf(model).flatMap(({ key, pipelines }) => (['message', 'put', 'get'] as const)
    .filter((transfer) => transfer === 'message' || pipelines[transfer] !== undefined)
    .map((transfer) => [key, transfer] as const));
}
