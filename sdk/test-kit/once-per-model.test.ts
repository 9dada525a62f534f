import { describe, expect, it } from 'vitest';
import { oncePerModel } from './once-per-model.ts';

describe('oncePerModel', () => {
  it('finds out once for each model and what stands beside it', () => {
    const asked: unknown[] = [];
    const once = oncePerModel((model: { readonly id: string }, beside: string) => `${model.id}/${beside}/${String(asked.push(model))}`);
    const [one, same] = [{ id: 'a' }, { id: 'a' }];
    expect([once(one, 'x'), once(one, 'x'), once(one, 'y'), once(same, 'x')]).toEqual(['a/x/1', 'a/x/1', 'a/y/2', 'a/x/3']);
  });

  it('asks each time about what is no model', () => {
    let asked = 0;
    const once = oncePerModel((model: object, beside: number) => [typeof model, beside, ++asked]);
    expect([once(undefined as unknown as object, 1), once(undefined as unknown as object, 1)]).toEqual([['undefined', 1, 1], ['undefined', 1, 2]]);
  });
});
