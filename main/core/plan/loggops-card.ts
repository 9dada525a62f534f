import type { ConfigProperty, Manifest } from '@doorbell/sdk';
import { resolveConfig } from '@doorbell/sdk';
import { loggopsId, type Finding, type LoggopsParameters, type PathChoice } from '../contract/index.ts';
import { readQuantity, type Dimension } from '../experiment/quantity.ts';

/** LogGOPSim keeps its times and sizes in 32 bits. */
const largest = 4_294_967_295;

const origin = (parameter: keyof LoggopsParameters): NonNullable<ConfigProperty['origin']> => ({ parameter, kind: 'judgement', note: 'What LogGOPSim takes when it is told nothing.' });

function option(name: keyof LoggopsParameters, title: string, description: string, value: number, unit: string, type: 'number' | 'integer' = 'number'): ConfigProperty {
  return { type, title, description, default: value, unit, minimum: 0, maximum: largest, origin: origin(name) };
}

/** The LogGOPS model as a card among the data paths. It is part of the engine: no plugin, no stages. */
export const loggopsCard: Manifest = {
  id: loggopsId,
  title: 'LogGOPS model',
  summary: 'A cost model without stages: six numbers for every message, the same between any two ranks, with LogGOPSim\'s semantics. It knows no VMs, no hosts and no placement; use it to hold data paths against.',
  main: '',
  config: {
    type: 'object',
    properties: {
      L: option('L', 'Latency (L)', 'Latency of the network.', 2500, 'ns'),
      o: option('o', 'Overhead (o)', 'Processor time of each send and each arrival.', 1500, 'ns'),
      g: option('g', 'Gap (g)', 'Least time between two sends, and between two arrivals, of one rank.', 1000, 'ns'),
      G: option('G', 'Gap per byte (G)', 'Network time of each byte after the first. Fractions are simulated; exactness to the nanosecond is claimed for whole numbers.', 6, 'ns/B'),
      O: option('O', 'Overhead per byte (O)', 'Processor time of each byte after the first.', 0, 'ns/B'),
      S: option('S', 'Eager limit (S)', 'Largest message that is sent before its receiver is ready.', 65_535, 'B', 'integer'),
    },
    additionalProperties: false,
  },
  presets: [],
};

/** Parameters that may be written with a unit. */
const dimensions: Readonly<Record<string, Dimension>> = { L: 'nanoseconds', o: 'nanoseconds', g: 'nanoseconds', S: 'bytes' };

/** The parameters of a choice of the model; findings are about fields below `at`. */
export function resolveLoggops(choice: PathChoice, at: string): { readonly parameters: LoggopsParameters; readonly findings: readonly Finding[] } {
  const unreadable: Finding[] = [];
  const config: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(choice.config ?? {})) {
    const dimension = Object.hasOwn(dimensions, name) ? dimensions[name] : undefined;
    const reading = typeof value === 'string' && dimension !== undefined ? readQuantity(value, dimension) : undefined;
    if (reading === undefined) config[name] = value;
    else if (reading.ok) config[name] = reading.value;
    else unreadable.push({ severity: 'error', path: `${at}.config.${name}`, message: reading.message, ...(reading.hint === undefined ? {} : { hint: reading.hint }) });
  }
  const resolved = resolveConfig(loggopsCard, { ...choice, config }, at);
  const { L, o, g, G, O, S } = resolved.config as unknown as LoggopsParameters;
  return { parameters: { L, o, g, G, O, S }, findings: [...unreadable, ...resolved.findings] };
}
