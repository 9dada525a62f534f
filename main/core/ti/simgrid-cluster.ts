/** A SimGrid platform of one cluster, in base units. */
export interface SimgridCluster {
  readonly hosts: number;
  readonly cores: number;
  readonly flopsPerSecond: number;
  readonly bytesPerSecond: number;
  readonly latencySeconds: number;
  readonly backbone?: { readonly bytesPerSecond: number; readonly latencySeconds: number };
}

const scales: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, Ki: 1024, Mi: 1_048_576, Gi: 1_073_741_824, Ti: 1_099_511_627_776 };
const seconds: Readonly<Record<string, number>> = { '': 1, s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9, ps: 1e-12 };

type Unit = 'speed' | 'bandwidth' | 'time';

function scaleOf(unit: string, what: Unit): number | undefined {
  if (what === 'time') return seconds[unit];
  const match = (what === 'speed' ? /^([kMGTP]?)(?:f|flops)?$/ : /^((?:[kMGTP]|[KMGTP]i)?)(B|b)?(?:ps)?$/).exec(unit);
  if (match === null) return undefined;
  const scale = scales[match[1]] as number | undefined;
  return scale === undefined ? undefined : match[2] === 'b' ? scale / 8 : scale;
}

/** Numbers as SimGrid writes them: `1Gf`, `1.25GBps`, `10Gbps`, `50us`; undefined: not one. */
export function simgridQuantity(text: string, what: Unit): number | undefined {
  const match = /^\s*(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)\s*([A-Za-z]*)\s*$/.exec(text);
  if (match === null) return undefined;
  const scale = scaleOf(match[2], what);
  // A decimal number times a power of ten below one: divided, so that 1us is what it says.
  return scale === undefined ? undefined : scale < 1 && what === 'time' ? Number(match[1]) / Math.round(1 / scale) : Number(match[1]) * scale;
}

/** How many hosts a radical such as `0-15,20,30-31` numbers; undefined: it is none. */
function hostsOf(radical: string): number | undefined {
  let hosts = 0;
  for (const part of radical.split(',')) {
    const match = /^\s*(\d{1,8})(?:-(\d{1,8}))?\s*$/.exec(part);
    if (match === null) return undefined;
    const [first, last] = [Number(match[1]), Number((match[2] as string | undefined) ?? match[1])];
    if (last < first) return undefined;
    hosts += last - first + 1;
  }
  return hosts;
}

/** Reads a platform file with one `<cluster>`; a string says what is wrong with it. */
export function readSimgridCluster(xml: string): SimgridCluster | string {
  const clusters = [...xml.replace(/<!--[\s\S]*?-->/g, '').matchAll(/<cluster\b([^>]*)>/g)];
  if (clusters.length !== 1) return `It must have one <cluster>, and it has ${clusters.length}. Other SimGrid platforms cannot be read.`;
  const attributes = new Map([...clusters[0][1].matchAll(/([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map((match): [string, string] => [match[1], (match[2] as string | undefined) ?? match[3]]));
  const complaints: string[] = [];
  const quantity = (name: string, what: Unit, fallback?: number): number => {
    const text = attributes.get(name);
    if (text === undefined && fallback !== undefined) return fallback;
    const value = text === undefined ? undefined : simgridQuantity(text, what);
    if (value === undefined || (value === 0 && what !== 'time')) {
      const example = { speed: '1Gf', bandwidth: '1.25GBps', time: '50us' }[what];
      complaints.push(text === undefined ? `Its <cluster> has no ${name}.` : `Its ${name} is "${text}"; it must be a ${what} such as ${example}.`);
    }
    return value ?? 0;
  };
  const hosts = hostsOf(attributes.get('radical') ?? '');
  if (hosts === undefined) complaints.push('Its <cluster> needs a radical such as 0-15, which numbers the hosts.');
  const cores = Number(attributes.get('core') ?? 1);
  if (!(Number.isInteger(cores) && cores > 0)) complaints.push(`Its core is "${attributes.get('core') ?? ''}"; it must be a whole number from 1.`);
  const cluster = { hosts: hosts ?? 0, cores, flopsPerSecond: quantity('speed', 'speed'), bytesPerSecond: quantity('bw', 'bandwidth'), latencySeconds: quantity('lat', 'time') };
  const backbone = attributes.has('bb_bw') || attributes.has('bb_lat') ? { bytesPerSecond: quantity('bb_bw', 'bandwidth', Infinity), latencySeconds: quantity('bb_lat', 'time', 0) } : undefined;
  return complaints[0] ?? { ...cluster, ...(backbone === undefined ? {} : { backbone }) };
}

/**
 * The cluster under the LogGOPS model: a message crosses the sender's link, the backbone if there is one, and the receiver's
 * link, so L is twice `lat` plus `bb_lat`, and G one byte at the slower of `bw` and `bb_bw`. SimGrid has no cost on processors
 * beside computation, so o, g and O are 0. S is 65,535: below 64 KiB SMPI lets go of a send at once (smpi/send-is-detached-thresh).
 * Left out: the factors by which SMPI corrects latency and bandwidth by message size (fitted to one cluster of Grid'5000),
 * sharing of the backbone, and the loopback link: ranks of one host pay as others do.
 */
export function loggopsOfCluster({ bytesPerSecond, latencySeconds, backbone }: SimgridCluster): { readonly L: number; readonly o: number; readonly g: number; readonly G: number; readonly O: number; readonly S: number } {
  const slowest = Math.min(bytesPerSecond, backbone?.bytesPerSecond ?? Infinity);
  return { L: (2 * latencySeconds + (backbone?.latencySeconds ?? 0)) * 1e9, o: 0, g: 0, G: 1e9 / slowest, O: 0, S: 65_535 };
}
