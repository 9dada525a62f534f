type Numbers = Int32Array | Float64Array | Uint8Array;

/** The same numbers with room for at least `length`: twice as much as before when it was too short. */
export function withRoom<A extends Numbers>(numbers: A, length: number): A {
  if (length <= numbers.length) return numbers;
  const wider = new (numbers.constructor as new (size: number) => A)(Math.max(length, numbers.length * 2));
  wider.set(numbers);
  return wider;
}
