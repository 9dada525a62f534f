import type { Manifest } from '../model/manifest.ts';
import { proposalTag } from './proposal.ts';
import type { Proposal } from './proposal.ts';
import { stageExplain } from './stage-explain.ts';

/** Every unstable part on offer, in its one present version. */
export const proposals: readonly Proposal[] = [stageExplain];

/**
 * Why this SDK cannot serve a manifest's `proposals`, with the version on offer, or undefined when it can. A plugin with such
 * a problem is incompatible, not broken.
 */
export function proposalProblem(manifest: Pick<Manifest, 'proposals'>): string | undefined {
  for (const tag of manifest.proposals ?? []) {
    const problem = problemOf(tag);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Why one entry such as `stage-explain@1` is not on offer. */
export function problemOf(tag: string): string | undefined {
  const match = /^([a-z][a-z0-9-]*)@([1-9]\d{0,5})$/.exec(tag);
  if (match === null) return `"${tag}" names no proposal: write name@version, such as "${proposalTag(proposals[0])}".`;
  const [, name = '', version = ''] = match;
  const offered = proposals.find((proposal) => proposal.name === name);
  if (offered === undefined) {
    return `This Doorbell knows no proposal "${name}": it became stable, was withdrawn or is newer. On offer: ${proposals.map(proposalTag).join(', ')}.`;
  }
  const asked = Number(version);
  if (asked === offered.version) return undefined;
  return asked > offered.version
    ? `The plugin needs the proposal ${tag}, and this Doorbell offers ${proposalTag(offered)}: update Doorbell.`
    : `The plugin was written for the proposal ${tag}, and this Doorbell offers ${proposalTag(offered)}: update the plugin.`;
}
