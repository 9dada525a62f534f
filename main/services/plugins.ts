import type { PathCard, Services } from '../core/contract/index.ts';

/** The catalogue as the lab sees it. */
export function createPluginsService(list: () => Promise<readonly PathCard[]>): Services['catalog'] {
  const later = (): Promise<never> => Promise.reject(new Error('Plugins cannot be installed yet.'));
  return {
    list, detail: later, begin: later, append: later, review: later, install: later, discard: later, loadUnpacked: later, enable: later, disable: later, remove: later,
    async* watch() { yield await Promise.resolve(0); },
  };
}
