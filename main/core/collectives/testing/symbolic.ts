import type { Flow, Piece, Step } from '../flow.ts';

/** A flow that keeps every step, with its data. */
export function createRecorder(): Flow & { readonly steps: Step[] } {
  const steps: Step[] = [];
  return {
    steps,
    emit: (step) => void steps.push(step),
    repeat(count, _, body) {
      for (let i = 0; i < count; i++) body(i);
    },
  };
}

/** Whose contributions a cell has. */
export type Contents = ReadonlySet<number>;

/** Slots of a member: cells that are there, with their contributions. */
export type Memory = Map<number, Map<number, Contents>>;

/** How a run is to go. */
export interface Run {
  /** `eager`: a send is over at once. `synchronous`: when its receive is posted. */
  readonly sends: 'eager' | 'synchronous';
  /** Cells may get contributions twice: knowledge instead of sums. */
  readonly gossip: boolean;
}

interface Request {
  done: boolean;
}

interface Message extends Request {
  readonly piece: Piece;
  readonly data: ReadonlyMap<number, Contents>;
}

interface Posted extends Request {
  readonly piece: Piece;
  readonly member: number;
  readonly slot: number;
}

/** Runs the steps of all members by MPI's rules. Answers messages and bytes. @throws Error on deadlock, on wrong sizes, on data that is not there. */
export function runSymbolically(programs: readonly (readonly Step[])[], memories: readonly Memory[], { sends, gossip }: Run): { readonly messages: number; readonly bytes: number } {
  const queues = new Map<string, { readonly messages: Message[]; readonly receives: Posted[] }>();
  const at = programs.map(() => 0);
  /** The request of a blocking step that was posted already. */
  const blocked: (Request | undefined)[] = programs.map(() => undefined);
  const open = programs.map(() => ({ receives: [] as Request[], sends: [] as Request[], later: [] as Request[] }));
  let messages = 0;
  let bytes = 0;

  const queue = (from: number, to: number, tag: number) => {
    const key = `${from}>${to}#${tag}`;
    const known = queues.get(key) ?? { messages: [], receives: [] };
    queues.set(key, known);
    return known;
  };
  const slotOf = (member: number, slot: number): Map<number, Contents> => {
    const slots = memories[member];
    const known = slots.get(slot) ?? new Map<number, Contents>();
    slots.set(slot, known);
    return known;
  };
  const cellsOf = (piece: Piece): number[] => piece.cells().flatMap(([from, to]) => Array.from({ length: to - from }, (_, index) => from + index));

  function match(pair: { readonly messages: Message[]; readonly receives: Posted[] }): void {
    while (pair.messages.length > 0 && pair.receives.length > 0) {
      const message = pair.messages.shift() as Message;
      const posted = pair.receives.shift() as Posted;
      if (message.piece.bytes !== posted.piece.bytes) throw new Error(`${message.piece.bytes} bytes come where ${posted.piece.bytes} are expected`);
      if (JSON.stringify(cellsOf(message.piece)) !== JSON.stringify(cellsOf(posted.piece))) throw new Error('other cells come than are expected');
      const slot = slotOf(posted.member, posted.slot);
      for (const [cell, contents] of message.data) slot.set(cell, gossip ? new Set([...(slot.get(cell) ?? []), ...contents]) : contents);
      message.done = true;
      posted.done = true;
    }
  }

  function post(member: number, step: Step & { readonly do: 'send' | 'start-send' | 'receive' | 'start-receive' }): Request {
    if (step.do === 'send' || step.do === 'start-send') {
      const data = new Map<number, Contents>();
      for (const cell of cellsOf(step.piece)) {
        const contents = slotOf(member, step.slot).get(cell);
        if (contents === undefined) throw new Error(`member ${member} sends cell ${cell} of slot ${step.slot}, which is not there`);
        data.set(cell, contents);
      }
      const message: Message = { done: false, piece: step.piece, data };
      messages++;
      bytes += step.piece.bytes;
      const pair = queue(member, step.to, step.tag);
      pair.messages.push(message);
      match(pair);
      const synchronous = sends === 'synchronous' || (step.do === 'send' && step.synchronous === true);
      return synchronous ? message : { done: true };
    }
    const posted: Posted = { done: false, piece: step.piece, member, slot: step.slot };
    const pair = queue(step.from, member, step.tag);
    pair.receives.push(posted);
    match(pair);
    return posted;
  }

  /** Whether the member went on. */
  function advance(member: number): boolean {
    const step = programs[member][at[member]] as Step | undefined;
    if (step === undefined) return false;
    switch (step.do) {
      case 'send': case 'receive': {
        blocked[member] ??= post(member, step);
        if (!blocked[member].done) return false;
        blocked[member] = undefined;
        break;
      }
      case 'start-send': open[member].sends.push(post(member, step)); break;
      case 'start-receive': open[member][step.group].push(post(member, step)); break;
      case 'wait': {
        if (step.groups.some((group) => open[member][group].some(({ done }) => !done))) return false;
        for (const group of step.groups) open[member][group] = [];
        break;
      }
      case 'combine': case 'copy': {
        const [source, target] = [slotOf(member, step.from), slotOf(member, step.into)];
        for (const cell of cellsOf(step.piece)) {
          const added = source.get(cell);
          if (added === undefined) throw new Error(`member ${member} takes cell ${cell} of slot ${step.from}, which is not there`);
          const before = step.do === 'copy' ? new Set<number>() : target.get(cell);
          if (before === undefined) throw new Error(`member ${member} adds to cell ${cell} of slot ${step.into}, which is not there`);
          for (const contribution of added) if (before.has(contribution)) throw new Error(`member ${member} adds contribution ${contribution} to cell ${cell} twice`);
          target.set(cell, new Set([...before, ...added]));
        }
        break;
      }
    }
    at[member]++;
    return true;
  }

  for (let moved = true; moved;) {
    moved = false;
    for (let member = 0; member < programs.length; member++) while (advance(member)) moved = true;
  }
  const stuck = programs.flatMap((steps, member) => (at[member] < steps.length ? [`member ${member} at ${JSON.stringify(steps[at[member]])}`] : []));
  if (stuck.length > 0) throw new Error(`deadlock: ${stuck.join(', ')}`);
  for (const [key, pair] of queues) if (pair.messages.length + pair.receives.length > 0) throw new Error(`left over: ${key}`);
  if (open.some((groups) => Object.values(groups).some((requests) => requests.length > 0))) throw new Error('requests are left open');
  return { messages, bytes };
}
