import { serviceShape } from '../core/contract/index.ts';
import type { MethodKind, Services } from '../core/contract/index.ts';
import { serviceArguments } from '../core/contract/service-arguments.ts';
import type { Parameter } from '../core/contract/service-arguments.ts';
import type { FailureBody } from './frames.ts';

type Method = (...values: readonly unknown[]) => unknown;

/** A call that may be made, or why not. */
export type CheckedCall =
  | { readonly ok: true; readonly kind: MethodKind; invoke(services: Services, signal: AbortSignal): unknown }
  | { readonly ok: false; readonly failure: FailureBody };

/**
 * Looks a method up and checks its arguments. Only own properties of the tables count, so `constructor` or `__proto__`
 * name nothing. `invoke` passes one value per parameter, so that the signal always has its place behind them.
 */
export function checkCall(service: string, method: string, values: readonly unknown[]): CheckedCall {
  const methods = own<Readonly<Record<string, readonly Parameter[]>>>(serviceArguments, service);
  const parameters = methods && own<readonly Parameter[]>(methods, method);
  const kinds = own<Readonly<Record<string, MethodKind>>>(serviceShape, service);
  const kind = kinds && own<MethodKind>(kinds, method);
  if (!parameters || !kind) {
    return { ok: false, failure: { name: 'UnknownMethod', message: `There is no service method ${clip(service)}.${clip(method)}. Both sides may not be of the same version: reload the window.` } };
  }
  if (values.length > parameters.length) {
    return { ok: false, failure: bad(service, method, '', `takes ${parameters.length} arguments, not ${values.length}`) };
  }
  const checked: unknown[] = [];
  for (const [index, [name, schema]] of parameters.entries()) {
    const parsed = schema.safeParse(values[index]);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      return { ok: false, failure: bad(service, method, formatPath(name, issue?.path ?? []), issue?.message ?? 'is not valid') };
    }
    checked.push(parsed.data);
  }
  return {
    ok: true, kind,
    invoke(services, signal) {
      const owner = (services as unknown as Readonly<Record<string, Readonly<Record<string, Method>>>>)[service];
      if (!owner?.[method]) throw new TypeError(`${service}.${method} is in the contract but this host does not implement it.`);
      return owner[method](...checked, signal);
    },
  };
}

function bad(service: string, method: string, path: string, message: string): FailureBody {
  return {
    name: 'BadArguments',
    message: `${service}.${method}${path ? `: ${path}` : ''}: ${message}`,
    findings: [{ severity: 'error', path, message }],
  };
}

function own<Value>(table: object, key: string): Value | undefined {
  return Object.hasOwn(table, key) ? (table as Readonly<Record<string, Value>>)[key] : undefined;
}

/** `request.fingerprints[2]` */
function formatPath(name: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}.${String(key)}`), name);
}

function clip(name: string): string {
  return name.length > 60 ? `${name.slice(0, 60)}…` : name;
}
