import type { PathModel } from '../../model/path-model.ts';
import { proposalTag } from '../../proposals/proposal.ts';
import { proposals } from '../../proposals/proposals.ts';
import type { Report } from '../shape.ts';

/** Unstable parts are used by those who said that they would. */
export function checkProposals(model: PathModel, declared: readonly string[], report: Report): void {
  for (const proposal of proposals) {
    const tag = proposalTag(proposal);
    if (declared.includes(tag)) continue;
    for (const path of proposal.uses(model)) {
      report(path, `This is part of the proposal ${tag}, which may change and which the plugin does not declare.`, `Add "proposals": ["${tag}"] to the doorbell block, or remove the field.`);
    }
  }
}
