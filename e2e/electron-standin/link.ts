/** Requests both ways between the stand-in's main process and the display that shows its windows. */
export interface Link {
  ask<Answer>(what: string, value: unknown): Promise<Answer>;
  answer<Value>(what: string, handler: (value: Value) => unknown): void;
}

type Message =
  | { readonly kind: 'ask'; readonly id: number; readonly what: string; readonly value: unknown }
  | { readonly kind: 'answer'; readonly id: number; readonly value?: unknown; readonly error?: string };

/** `send` and `listen` are the ends of a child process's line. */
export function createLink(send: (message: Message) => void, listen: (listener: (message: Message) => void) => void): Link {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const handlers = new Map<string, (value: unknown) => unknown>();
  let next = 0;
  listen((message) => {
    if (message.kind === 'answer') {
      const entry = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.error === undefined) entry?.resolve(message.value);
      else entry?.reject(new Error(message.error));
      return;
    }
    const { id, what, value } = message;
    new Promise((resolve) => {
      const handler = handlers.get(what);
      if (!handler) throw new Error(`nobody answers ${what}`);
      resolve(handler(value));
    }).then((answer) => { send({ kind: 'answer', id, value: answer }); }, (error: unknown) => { send({ kind: 'answer', id, error: String(error) }); });
  });
  return {
    ask: <Answer>(what: string, value: unknown) => new Promise<Answer>((resolve, reject) => {
      const id = next++;
      waiting.set(id, { resolve: resolve, reject });
      send({ kind: 'ask', id, what, value });
    }),
    answer: <Value>(what: string, handler: (value: Value) => unknown) => { handlers.set(what, handler as (value: unknown) => unknown); },
  };
}
