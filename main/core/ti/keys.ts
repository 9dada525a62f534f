/** Numbers for what requests are told apart by. */
export interface Keys {
  send(to: number | 'source', tag: number): number;
  receive(from: number | 'any', tag: number | 'any'): number;
  /** Of the receive inside a sendRecv. */
  readonly exchange: number;
}

/** None given yet. */
export function createKeys(): Keys {
  const known = new Map<string, number>();
  const numberOf = (text: string): number => {
    const number = known.get(text) ?? known.size + 1;
    known.set(text, number);
    return number;
  };
  return { send: (to, tag) => numberOf(`s ${to} ${tag}`), receive: (from, tag) => numberOf(`r ${from} ${tag}`), exchange: 0 };
}
