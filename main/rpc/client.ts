import { ServiceError, serviceShape } from '../core/contract/index.ts';
import type { CancelSignal, Services } from '../core/contract/index.ts';
import type { Channel } from './channel.ts';
import { decodeResponse, encodeFrame } from './frames.ts';
import type { FailureBody, RequestFrame, ResponseFrame } from './frames.ts';
import { createSubscription } from './subscription.ts';

/** What waits for frames of one id. */
interface Pending {
  receive(frame: Exclude<ResponseFrame, { readonly kind: 'refused' }>): void;
  /** The connection is gone. */
  lose(error: Error): void;
}

/**
 * The services at the other end of a channel. A last AbortSignal becomes a cancel frame: a call then rejects with
 * AbortError at once, a subscription ends. Failures reject with {@link ServiceError} under their own name; when the
 * connection ends, everything open rejects with `ConnectionLost`.
 */
export function createClient(channel: Channel): Services {
  const pending = new Map<number, Pending>();
  let nextId = 1;
  let lost: Error | undefined;

  function send(frame: RequestFrame): void {
    channel.send(encodeFrame(frame));
  }

  function call(service: string, method: string, parameters: readonly unknown[]): Promise<unknown> {
    const { values, signal } = splitSignal(parameters);
    return new Promise((resolve, reject) => {
      if (lost) { reject(lost); return; }
      if (signal?.aborted) { reject(aborted(service, method)); return; }
      const id = nextId++;
      // Encoding comes first: arguments that cannot be JSON reject, and nothing is left waiting.
      const request = encodeFrame({ kind: 'call', id, service, method, values });
      const onAbort = () => {
        settle();
        send({ kind: 'cancel', id });
        reject(aborted(service, method));
      };
      const settle = () => {
        pending.delete(id);
        signal?.removeEventListener('abort', onAbort);
      };
      signal?.addEventListener('abort', onAbort);
      pending.set(id, {
        receive(frame) {
          settle();
          if (frame.kind === 'result') resolve(frame.value);
          else if (frame.kind === 'failure') reject(revive(frame.failure));
          else reject(new ServiceError('BadFrame', `${service}.${method} was answered by a frame of kind ${frame.kind}.`));
        },
        lose(error) { settle(); reject(error); },
      });
      channel.send(request);
    });
  }

  function subscribe(service: string, method: string, parameters: readonly unknown[]): AsyncIterable<unknown> {
    const { values, signal } = splitSignal(parameters);
    return {
      [Symbol.asyncIterator]() {
        const id = nextId++;
        const release = () => { pending.delete(id); signal?.removeEventListener('abort', cancel); };
        const subscription = createSubscription({
          more: (count) => { send({ kind: 'more', id, count }); },
          cancel() { release(); send({ kind: 'cancel', id }); },
        });
        const cancel = () => { void subscription.iterator.return?.(); };
        if (lost) { subscription.fail(lost); return subscription.iterator; }
        if (signal?.aborted) { subscription.end(); return subscription.iterator; }
        const request = encodeFrame({ kind: 'subscribe', id, service, method, values });
        signal?.addEventListener('abort', cancel);
        pending.set(id, {
          receive(frame) {
            if (frame.kind === 'item') { subscription.push(frame.value); return; }
            release();
            if (frame.kind === 'failure') subscription.fail(revive(frame.failure));
            else subscription.end();
          },
          lose(error) { release(); subscription.fail(error); },
        });
        channel.send(request);
        return subscription.iterator;
      },
    };
  }

  channel.onFrame((text) => {
    const decoded = decodeResponse(text);
    if (!decoded.ok) {
      // Whatever was meant would otherwise wait for ever.
      if (decoded.id !== undefined) pending.get(decoded.id)?.lose(new ServiceError('BadFrame', `An answer could not be read: ${decoded.reason}.`));
      return;
    }
    if (decoded.frame.kind === 'refused') loseAll(revive(decoded.frame.failure));
    else pending.get(decoded.frame.id)?.receive(decoded.frame);
  });
  channel.onClose(() => {
    lost = new ServiceError('ConnectionLost', 'The connection to Doorbell ended. Runs go on where they were started; reload to connect again.');
    loseAll(lost);
  });

  function loseAll(error: Error): void {
    for (const entry of [...pending.values()]) entry.lose(error);
  }

  const services: Record<string, Record<string, unknown>> = {};
  for (const [service, methods] of Object.entries(serviceShape)) {
    services[service] = Object.fromEntries(Object.entries(methods).map(([method, kind]) => [
      method,
      (...parameters: readonly unknown[]) => (kind === 'call' ? call : subscribe)(service, method, parameters),
    ]));
  }
  return services as unknown as Services;
}

/** Trailing undefined arguments are left out too: JSON has no undefined. */
function splitSignal(parameters: readonly unknown[]): { readonly values: readonly unknown[]; readonly signal?: CancelSignal } {
  const values = [...parameters];
  const last = values.at(-1);
  const signal = isSignal(last) ? last : undefined;
  if (signal) values.pop();
  while (values.length > 0 && values.at(-1) === undefined) values.pop();
  return { values, signal };
}

function isSignal(value: unknown): value is CancelSignal {
  return typeof value === 'object' && value !== null && 'aborted' in value && 'addEventListener' in value && typeof value.addEventListener === 'function';
}

function revive(failure: FailureBody): ServiceError {
  return new ServiceError(failure.name, failure.message, failure.findings);
}

function aborted(service: string, method: string): Error {
  return new ServiceError('AbortError', `${service}.${method} was cancelled.`);
}
