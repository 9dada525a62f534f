import { collectiveSchedule, defaultCollectives } from '../../collectives/index.ts';
import type { Operation, Program } from '../../contract/index.ts';

/** Messages that are alike, by sender, receiver, context, tag and size: how often sent and how often received. */
export interface Exchanged {
  sent: number;
  received: number;
}

/**
 * Every message of a program, both sides, loops counted and collectives expanded. Programs whose messages depend on time (`source`,
 * `any`, `leave`) are counted as far as they do not.
 */
export function trafficOf(program: Program): ReadonlyMap<string, Exchanged> {
  const traffic = new Map<string, Exchanged>();
  const count = (key: string, side: keyof Exchanged, times: number): void => {
    const entry = traffic.get(key) ?? { sent: 0, received: 0 };
    entry[side] += times;
    traffic.set(key, entry);
  };
  const everybody = program.ranks.map((_, rank) => rank);
  program.ranks.forEach((list, rank) => {
    const walk = (operations: readonly Operation[], times: number, members: readonly number[], context: string): void => {
      for (const operation of operations) {
        switch (operation.op) {
          case 'loop': walk(operation.body, times * operation.count, members, context); break;
          case 'send': case 'isend':
            if (operation.to !== 'source') count([rank, members[operation.to], context, operation.tag, operation.bytes].join(' '), 'sent', times);
            break;
          case 'receive': case 'ireceive':
            if (operation.from !== 'any') count([members[operation.from], rank, context, operation.tag, operation.bytes].join(' '), 'received', times);
            break;
          case 'collective': {
            const own = operation.comm === undefined ? everybody : program.communicators?.[operation.comm] ?? [];
            const member = own.indexOf(rank);
            if (member < 0) throw new Error(`Rank ${String(rank)} is no member of communicator ${String(operation.comm)}.`);
            walk(collectiveSchedule(operation, member, own.length, defaultCollectives), times, own, `collective ${String(operation.comm)}`);
            break;
          }
          default: break;
        }
      }
    };
    walk(list, 1, everybody, 'program');
  });
  return traffic;
}

/** The collective calls of a rank in their order, loops kept: members of a communicator must agree on it. Counts differ by right. */
export function callsOf(operations: readonly Operation[], comm: number | undefined): string {
  return operations.map((operation): string => {
    if (operation.op === 'loop') {
      const inner = callsOf(operation.body, comm);
      return inner === '' ? '' : `${String(operation.count)}(${inner})`;
    }
    return operation.op === 'collective' && operation.comm === comm ? `${operation.collective} ${String(operation.bytes)} ${operation.algorithm ?? ''};` : '';
  }).join('');
}
