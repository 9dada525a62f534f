import type { PathAbilities } from '../../main/core/contract/index.ts';

/** `yes`, `no`, or that there are no VMs it could be asked of. */
export function yesOrNo(can: boolean | undefined): string {
  return can === undefined ? 'no VMs' : can ? 'yes' : 'no';
}

/** How a path moves its VMs. */
export function migrationWords({ liveMigration, fallbackPath }: Pick<PathAbilities, 'fallbackPath'> & { readonly liveMigration?: PathAbilities['liveMigration'] }): string {
  switch (liveMigration) {
    case undefined: return 'not known';
    case 'transparent': return 'transparent';
    case 'detach-reattach': return fallbackPath === undefined ? 'detach and reattach' : `over ${fallbackPath}`;
    case 'not-applicable': return 'no VMs';
    case 'unsupported': return 'no';
  }
}
