import { named, object } from './composite-shapes.ts';
import type { Shape } from './shape.ts';

/** Keys that a type must have. */
export type RequiredKeys<T> = { [K in keyof T]-?: Record<never, never> extends Pick<T, K> ? never : K }[keyof T] & string;
/** Keys that it may have. */
export type OptionalKeys<T> = Exclude<keyof T & string, RequiredKeys<T>>;

/**
 * `object` for a type of the contract, which gives the name: a key that the type gets and the shape does not is a type
 * error. Schemas take the descriptions of its fields from the type.
 */
export function shapeOf<T>(
  name: string, required: Readonly<Record<RequiredKeys<T>, Shape>>,
  ...optional: OptionalKeys<T> extends never ? [] : [Readonly<Record<OptionalKeys<T>, Shape>>]
): Shape {
  return named(name, () => object(required, optional[0]));
}
