import type { PathModel } from '../../model/path-model.ts';
import type { RingStage, Stage } from '../../model/stage.ts';
import type { Report } from '../shape.ts';
import { placedStages, relationsOf, sizeClasses, stagesForSize } from '../visit.ts';

/** Rings are one thing wherever they are named, every slot taken is given back, and a full ring has a way on. */
export function checkRings(model: PathModel, report: Report): void {
  const first = new Map<string, RingStage>();
  for (const { stage, path } of placedStages(model)) {
    if (stage.kind !== 'ring') continue;
    const known = first.get(stage.ring);
    if (known === undefined) first.set(stage.ring, stage);
    else if (known.scope !== stage.scope || known.slots !== stage.slots || known.onFull !== stage.onFull) {
      report(path, `The ring "${stage.ring}" has another scope, size or onFull than where it was named first.`, 'Give it the same everywhere, or another name.');
    }
    const { kind } = model.protocol.reliability;
    if (stage.onFull === 'rnr' && kind !== 'rnr') {
      report(`${path}.onFull`, 'A receiver that is not ready needs a protocol that tries again.', 'Set protocol.reliability to rnr.');
    }
    if (stage.onFull === 'drop' && kind !== 'timeout') {
      report(`${path}.onFull`, 'What is dropped here would never arrive: the protocol does not send it again.', 'Set protocol.reliability to timeout, or let the ring block.');
    }
  }
  for (const { key, pipelines } of relationsOf(model)) {
    const { send, receive, complete = [], put, get } = pipelines;
    checkDrained([...send, ...receive, ...complete], `${key}.send`, report);
    if (put !== undefined) checkDrained(put, `${key}.put`, report);
    if (get !== undefined) checkDrained(get, `${key}.get`, report);
  }
}

/** Follows a message of each size class through a whole journey. */
function checkDrained(journey: readonly Stage[], path: string, report: Report): void {
  const said = new Set<string>();
  const once = (message: string, hint: string): void => {
    if (!said.has(message)) report(path, message, hint);
    said.add(message);
  };
  for (const bytes of sizeClasses(journey)) {
    const held = new Set<string>();
    for (const stage of stagesForSize(journey, bytes)) {
      if (stage.kind === 'ring') {
        if (held.has(stage.ring)) once(`A message takes two slots of the ring "${stage.ring}".`, 'Release the first before, or use another ring.');
        held.add(stage.ring);
      } else if (stage.kind === 'release' && !held.delete(stage.ring)) {
        once(`The stage "${stage.id}" frees a slot of the ring "${stage.ring}" that was not taken before.`, 'Take it with a ring stage before, or remove the release.');
      }
    }
    for (const ring of held) {
      once(`The ring "${ring}" never drains: nothing gives its slots back.`, `Add a release stage for "${ring}" where the slot becomes free: later in send, in receive or in complete.`);
    }
  }
}
