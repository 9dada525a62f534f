/** Requests both ways between the stand-in's main process and the display that shows its windows. */
export interface Link {
  ask<Answer>(what: string, value: unknown): Promise<Answer>;
  answer<Value>(what: string, handler: (value: Value) => unknown): void;
}

/** A question has `what`, its answer has the same id and a value or an error. */
interface Message { readonly id: number; readonly what?: string; readonly value?: unknown; readonly error?: string }

/** `send` and `listen` are the ends of a child process's line. */
export function createLink(send: (message: Message) => void, listen: (listener: (message: Message) => void) => void): Link {
  const waiting = new Map<number, (message: Message) => void>();
  const handlers = new Map<string, (value: never) => unknown>();
  let next = 0;
  listen((message) => {
    const { id, what, value } = message;
    if (what === undefined) return waiting.get(id)?.(message);
    const handler = handlers.get(what) ?? (() => Promise.reject(new Error(`nobody answers ${what}`)));
    Promise.resolve(value as never).then(handler).then((answer) => { send({ id, value: answer }); }, (error: unknown) => { send({ id, error: String(error) }); });
  });
  return {
    ask: <Answer>(what: string, value: unknown) => new Promise<Answer>((resolve, reject) => {
      const id = next++;
      waiting.set(id, ({ error, value: answer }) => { waiting.delete(id); if (error === undefined) resolve(answer as Answer); else reject(new Error(error)); });
      send({ id, what, value });
    }),
    answer: (what, handler) => { handlers.set(what, handler); },
  };
}
