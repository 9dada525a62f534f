import type { Services } from './services.ts';

/** `call`: answers once. `subscription`: answers any number of times until either side ends it. */
export type MethodKind = 'call' | 'subscription';

type KindOf<Method> = Method extends (...parameters: never[]) => AsyncIterable<unknown> ? 'subscription' : 'call';

/** The kind of every method; the compiler refuses a method that is missing or of the wrong kind. */
export type ServiceShape = {
  readonly [Service in keyof Services]: { readonly [Method in keyof Services[Service]]: KindOf<Services[Service][Method]> };
};

/** What a client must know of {@link Services} at run time. */
export const serviceShape: ServiceShape = {
  app: { info: 'call' },
  experiments: { list: 'call', read: 'call', save: 'call', remove: 'call', preview: 'call' },
  batches: { start: 'call', cancel: 'call', watch: 'subscription', list: 'call' },
  runs: {
    list: 'call', watch: 'subscription', read: 'call', show: 'call', mark: 'call',
    trash: 'call', listTrash: 'call', restore: 'call', emptyTrash: 'call',
  },
  compare: { compute: 'call', critical: 'call', report: 'call' },
  catalog: {
    list: 'call', watch: 'subscription', detail: 'call', begin: 'call', append: 'call', review: 'call', install: 'call',
    discard: 'call', loadUnpacked: 'call', enable: 'call', disable: 'call', remove: 'call',
  },
  traces: { list: 'call', begin: 'call', append: 'call', keep: 'call', discard: 'call' },
};
