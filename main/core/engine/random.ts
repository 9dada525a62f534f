/** A seeded source of randomness (sfc32), bit-identical on every JavaScript engine. */
export interface Random {
  /** Uniform in [0, 1), multiples of 2⁻³². */
  next(): number;
  /** Triangular in (-1, 1) around 0. */
  triangular(): number;
}

/** A source for `seed` and `stream`: two streams of one seed do not correlate visibly. Both are taken as 32-bit integers. */
export function createRandom(seed: number, stream: number): Random {
  let a = seed | 0;
  let b = Math.imul(stream + 1, 0x9e3779b1);
  let c = Math.floor(seed / 4294967296) | 0;
  let counter = 1;
  function draw(): number {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  }
  for (let i = 0; i < 15; i++) draw();
  const next = (): number => draw() / 4294967296;
  return { next, triangular: () => next() + next() - 1 };
}
