import { createInbox } from '../channel.ts';
import type { Channel } from '../channel.ts';

/** Two ends of a connection within one process; frames arrive in order, each in a later microtask. */
export function memoryChannels(): readonly [Channel, Channel] {
  const inboxes = [createInbox(), createInbox()] as const;
  const close = () => { for (const inbox of inboxes) inbox.end(); };
  const end = (own: 0 | 1): Channel => ({
    send(frame) {
      if (!inboxes[own].closed) queueMicrotask(() => { inboxes[own === 0 ? 1 : 0].deliver(frame); });
    },
    onFrame: inboxes[own].onFrame,
    onClose: inboxes[own].onClose,
    close,
  });
  return [end(0), end(1)];
}
