import { ServiceError } from '../core/contract/index.ts';
import type { Services } from '../core/contract/index.ts';
import type { Channel } from './channel.ts';
import { checkCall } from './check-call.ts';
import { decodeRequest, encodeFrame } from './frames.ts';
import type { FailureBody, RequestFrame, ResponseFrame } from './frames.ts';
import { subscriptionWindow } from './window.ts';

/** Calls and subscriptions one connection may have open. */
const mostOpen = 1000;
/** A peer that goes on sending what cannot be understood is cut off. */
const mostRefusals = 100;

interface Open {
  readonly abort: AbortController;
  /** Wakes the pump of a subscription that waits for credit. */
  grant(count: number): void;
}

/**
 * Answers the calls and subscriptions of one connection, until it closes; then everything it had open is aborted.
 * Nothing a peer sends makes this throw.
 */
export function serve(channel: Channel, services: Services): void {
  const open = new Map<number, Open>();
  let refusals = 0;

  function send(frame: ResponseFrame): void {
    channel.send(encodeFrame(frame));
  }

  function fail(id: number, failure: FailureBody): void {
    send({ kind: 'failure', id, failure });
  }

  function refuse(reason: string): void {
    send({ kind: 'refused', failure: { name: 'BadFrame', message: `A frame was refused: ${reason}. Reload the window; if that does not help, both sides are not of the same version.` } });
    refusals += 1;
    if (refusals > mostRefusals) channel.close();
  }

  /** A cancelled id may be in use again by the time its work has ended. */
  function forget(id: number, entry: Open): void {
    if (open.get(id) === entry) open.delete(id);
  }

  async function answer(frame: CallFrame, run: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
    const abort = new AbortController();
    const entry: Open = { abort, grant: () => undefined };
    open.set(frame.id, entry);
    try {
      const value = await run(abort.signal);
      if (!abort.signal.aborted) send({ kind: 'result', id: frame.id, value });
    } catch (error) {
      if (!abort.signal.aborted) fail(frame.id, describeError(error));
    } finally {
      forget(frame.id, entry);
    }
  }

  async function pump(frame: CallFrame, run: (signal: AbortSignal) => AsyncIterable<unknown>): Promise<void> {
    const abort = new AbortController();
    let credit = subscriptionWindow;
    let wake: (() => void) | undefined;
    const entry: Open = {
      abort,
      grant(count) {
        // A peer cannot make the server run ahead further than the window.
        credit = Math.min(subscriptionWindow, credit + count);
        wake?.();
      },
    };
    open.set(frame.id, entry);
    const aborted = new Promise<'aborted'>((resolve) => abort.signal.addEventListener('abort', () => { resolve('aborted'); wake?.(); }, { once: true }));
    let iterator: AsyncIterator<unknown> | undefined;
    try {
      iterator = run(abort.signal)[Symbol.asyncIterator]();
      for (;;) {
        while (credit === 0 && !abort.signal.aborted) await new Promise<void>((resolve) => { wake = resolve; });
        const step = await Promise.race([iterator.next(), aborted]);
        if (step === 'aborted') return;
        if (step.done) { send({ kind: 'end', id: frame.id }); return; }
        credit -= 1;
        send({ kind: 'item', id: frame.id, value: step.value });
      }
    } catch (error) {
      if (!abort.signal.aborted) fail(frame.id, describeError(error));
      // What could not be sent is not the source's fault: it must still hear that nobody listens.
      abort.abort();
    } finally {
      forget(frame.id, entry);
      // An async generator inside `await` answers return() only when it wakes, so nobody waits for this.
      if (abort.signal.aborted) iterator?.return?.().catch(() => undefined);
    }
  }

  function begin(frame: CallFrame): void {
    if (open.has(frame.id)) { refuse(`id ${frame.id} is in use`); return; }
    if (open.size >= mostOpen) {
      fail(frame.id, { name: 'Busy', message: `This connection has ${mostOpen} calls open. Wait for some to end.` });
      return;
    }
    const checked = checkCall(frame.service, frame.method, frame.values);
    if (!checked.ok) { fail(frame.id, checked.failure); return; }
    const expected = frame.kind === 'call' ? 'call' : 'subscription';
    if (checked.kind !== expected) {
      fail(frame.id, { name: 'UnknownMethod', message: `${frame.service}.${frame.method} is a ${checked.kind}, not a ${expected}.` });
      return;
    }
    if (frame.kind === 'call') void answer(frame, async (signal) => checked.invoke(services, signal));
    else void pump(frame, (signal) => checked.invoke(services, signal) as AsyncIterable<unknown>);
  }

  channel.onFrame((text) => {
    const decoded = decodeRequest(text);
    if (!decoded.ok) { refuse(decoded.reason); return; }
    const { frame } = decoded;
    switch (frame.kind) {
      case 'call':
      case 'subscribe': begin(frame); return;
      // Both may cross with the end of what they name, so an unknown id is no error.
      case 'cancel': open.get(frame.id)?.abort.abort(); open.delete(frame.id); return;
      case 'more': open.get(frame.id)?.grant(frame.count); return;
    }
  });
  channel.onClose(() => {
    for (const entry of [...open.values()]) entry.abort.abort();
    open.clear();
  });
}

type CallFrame = Extract<RequestFrame, { readonly method: string }>;

/** What of an error may cross. */
function describeError(error: unknown): FailureBody {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const findings = error instanceof ServiceError ? error.findings : undefined;
  return findings && findings.length > 0 ? { name: error.name, message: error.message, findings } : { name: error.name, message: error.message };
}
