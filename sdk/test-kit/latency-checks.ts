import { goodputCeiling } from '../build/protocol.ts';
import { unloadedLatency } from '../build/unloaded-latency.ts';
import type { PathModel } from '../model/path-model.ts';
import type { Platform } from '../model/platform.ts';

const sizes = [0, 1, 64, 1024, 1500, 8192, 65536, 65537, 1 << 20, 4 << 20];

/** Some time passes, more bytes take no less, and no message is faster than the wire can carry it. */
export function checkLatency(model: PathModel, platform: Platform): readonly string[] {
  const problems: string[] = [];
  for (const relation of ['otherHost', 'sameHost', 'sameVm'] as const) {
    if (model[relation] === undefined) continue;
    let before = 0;
    for (const bytes of sizes) {
      const { totalNs } = unloadedLatency(model, relation, bytes);
      if (!(totalNs > 0)) problems.push(`${relation}: a message of ${bytes} bytes takes ${totalNs} ns.`);
      if (totalNs < before) problems.push(`${relation}: a message of ${bytes} bytes takes ${totalNs} ns, less than a shorter one with ${before} ns.`);
      before = totalNs;
      const ceiling = goodputCeiling(platform, model.protocol);
      const rate = (bytes / totalNs) * 1e9;
      if (relation === 'otherHost' && rate > ceiling) {
        problems.push(`A message of ${bytes} bytes passes at ${rate} B/s, above the ${ceiling} B/s that frames and headers leave: pass the wire with wireStages.`);
      }
    }
  }
  return problems;
}
