import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { AppInfo, Services } from '../../main/core/contract/index.ts';
import { problemOf, type Problem } from './problem.ts';

/** A live connection to the host. */
export interface Connection {
  readonly services: Services;
  /** Called once, when the host is gone. */
  onClose(listener: () => void): void;
}

/** Opens a connection; rejects when the host does not answer. */
export type Connect = () => Promise<Connection>;

/** The host behind the lab: whether it answers, and the way to call it. */
export const useConnection = defineStore('connection', () => {
  const status = ref<'connecting' | 'open' | 'lost'>('connecting');
  const services = shallowRef<Services>();
  const info = shallowRef<AppInfo>();
  const problem = ref<Problem>();
  /** Grows with every connection; subscriptions start again when it does. */
  const generation = ref(0);
  let connect: Connect | undefined;

  async function open(using?: Connect): Promise<void> {
    connect = using ?? connect;
    if (connect === undefined) return;
    status.value = 'connecting';
    try {
      const connection = await connect();
      connection.onClose(() => {
        if (services.value !== connection.services) return;
        status.value = 'lost';
        problem.value = { what: 'The connection to Doorbell was lost', why: 'The host stopped or the network broke', next: 'What you typed is kept here; reconnect when the host runs again' };
      });
      services.value = connection.services;
      info.value = await connection.services.app.info();
      problem.value = undefined;
      status.value = 'open';
      generation.value += 1;
    } catch (error) {
      status.value = 'lost';
      problem.value = { ...problemOf('Doorbell cannot be reached', error), next: 'Start it again, then reconnect; what you typed is kept here' };
    }
  }

  /** The services of the present connection. Throws an error a user can read while there is none. */
  function call(): Services {
    if (services.value === undefined || status.value === 'lost') throw new Error('the lab is not connected to Doorbell; reconnect first');
    return services.value;
  }

  return { status, services, info, problem, generation, open, call };
});
