import { createPinia, setActivePinia, type Pinia } from 'pinia';
import { useConnection } from '../stores/connection.ts';
import type { FakeHost } from './fake-services.ts';

/** What jsdom lacks of a browser. */
function completeWindow(): void {
  window.matchMedia ??= (query: string) => ({
    matches: false, media: query, onchange: null, addEventListener: () => undefined, removeEventListener: () => undefined,
    addListener: () => undefined, removeListener: () => undefined, dispatchEvent: () => false,
  });
}

/** Fresh stores, connected to a host in memory, with nothing kept from before. */
export async function connectStores(host: FakeHost): Promise<Pinia> {
  completeWindow();
  localStorage.clear();
  const pinia = createPinia();
  setActivePinia(pinia);
  await useConnection().open(() => Promise.resolve({ services: host.services, onClose: () => undefined }));
  return pinia;
}
