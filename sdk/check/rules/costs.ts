import type { Cost } from '../../model/cost.ts';
import type { PathModel } from '../../model/path-model.ts';
import type { Report } from '../shape.ts';
import { placedStages } from '../visit.ts';

/** A longer message never costs less, branches cover every size, and what waits for company does not wait for ever. */
export function checkCosts(model: PathModel, report: Report, warn: Report): void {
  for (const { stage, path } of placedStages(model)) {
    if (stage.kind === 'serve' || stage.kind === 'delay') checkCost(stage.cost, `${path}.cost`, report);
    if (stage.kind === 'delay' && !('table' in stage.cost) && (stage.cost.fixedNs ?? 0) > 0) {
      warn(`${path}.cost.fixedNs`, `Only the first segment of a message is delayed by "${stage.id}", so the others overtake it.`, 'Use perUnitNs with the unit segment.');
    }
    if (stage.kind === 'batch' && stage.count > 1 && stage.timeoutNs === 0) {
      report(`${path}.timeoutNs`, 'A timeout of 0 ends every batch at once, so the count has no meaning.', 'Give a timeout above 0, or a count of 1.');
    }
    if (stage.kind === 'batch' && stage.count === 1 && stage.since === 'last-batch') {
      warn(`${path}.since`, `A count of 1 lets every segment through "${stage.id}" at once, so no timeout is counted.`, 'Give a count above 1, such as 65536 where only the timeout ends a batch, or leave out since.');
    }
    if (stage.kind === 'choose') {
      let last = -1;
      stage.branches.forEach(({ upToBytes }, index) => {
        if (upToBytes <= last) report(`${path}.branches[${index}].upToBytes`, `${upToBytes} does not lie above the branch before.`, 'Order branches by size.');
        last = upToBytes;
      });
      if (last < Number.MAX_SAFE_INTEGER) {
        report(`${path}.branches`, `Messages above ${last} bytes have no branch.`, 'Let the last branch reach Number.MAX_SAFE_INTEGER.');
      }
    }
  }
}

function checkCost(cost: Cost, path: string, report: Report): void {
  if (!('table' in cost)) return;
  for (let index = 1; index < cost.table.length; index++) {
    const [bytes, ns] = cost.table[index];
    const [bytesBefore, nsBefore] = cost.table[index - 1];
    if (bytes <= bytesBefore) report(`${path}.table[${index}][0]`, `${bytes} bytes do not lie above the row before.`, 'Order rows by size, each size once.');
    if (ns < nsBefore) report(`${path}.table[${index}][1]`, `The cost falls from ${nsBefore} to ${ns} ns as messages grow.`, 'Use at least the value of the row before; smooth measurement noise first.');
  }
}
