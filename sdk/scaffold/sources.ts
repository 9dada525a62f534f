import type { ScaffoldNames } from './scaffold-files.ts';
import { scaffoldOptions } from './options.ts';

const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll('\'', '\\\'')}'`;

/** `config.ts`: the options as the functions see them. */
export function configSource({ title }: ScaffoldNames): string {
  return `/** Options of ${title}. Defaults, bounds, units and origins stand in package.json, under \`doorbell.config\`. */
export interface Config {
${Object.entries(scaffoldOptions).map(([key, { description, unit }]) => `  /** ${description} ${unit ?? ''} */\n  readonly ${key}: number;`).join('\n')}
}
`;
}

/** `schema.ts`: the manifest's options, so that origins have one place. */
export function schemaSource(): string {
  return `import type { ConfigSchema } from '@doorbell/sdk';
import packageJson from './package.json' with { type: 'json' };

/** The options as the manifest declares them. */
export const schema = packageJson.doorbell.config as unknown as ConfigSchema;
`;
}

/** `index.ts`: the model. */
export function indexSource({ id, title }: ScaffoldNames): string {
  return `import { configOrigins, defineDataPath, rawProtocol, wireResources, wireStages } from '@doorbell/sdk';
import type { PathModel, Platform } from '@doorbell/sdk';
import type { Config } from './config.ts';
import { receive, send } from './pipelines.ts';
import { schema } from './schema.ts';

export default defineDataPath<Config>({ id: ${quote(id)}, describe });

/**
 * Pure: configuration and platform in, plain data out. Doorbell calls it in a sandbox while it plans, and never while it
 * simulates.
 */
function describe(config: Config, platform: Platform): PathModel {
  // Raw Ethernet frames. Kernel TCP is tcpProtocol(platform, …).
  const protocol = rawProtocol(platform, { windowSegments: config.windowSegments, eagerLimitBytes: config.eagerLimitBytes });
  return {
    format: 1,
    id: ${quote(id)},
    title: ${quote(title)},
    // 'vm': ranks live in VMs with a vNIC each. 'none': they are processes of the host.
    guest: 'vm',
    otherHost: { send: [...send(config), ...wireStages(platform, protocol)], receive: receive(config) },
    // SKELETON: between two VMs of one host the NIC turns frames round inside. Leave sameHost out if the path has no such way.
    sameHost: { send: send(config), receive: receive(config) },
    resources: [
      { id: 'transmit', title: 'NIC, transmit', scope: 'nic', discipline: 'round-robin', key: 'vm' },
      { id: 'receive', title: 'NIC, receive', scope: 'nic' },
      ...wireResources(platform),
    ],
    protocol,
    // SKELETON: claims that checkPathModel holds against the stages.
    capabilities: {
      osBypass: true, hypervisorBypass: true, zeroCopy: true, steering: ['mac'], isolation: ['iommu'],
      liveMigration: 'unsupported', snapshot: 'unsupported',
    },
    limits: { mtuBytes: 9000, functionsPerNic: platform.nic.functions, queueSetsPerFunction: 16 },
    origins: configOrigins(schema, { ...config }),
  };
}
`;
}

/** `pipelines.ts`: the stages. */
export function pipelinesSource(): string {
  return `import type { Stage } from '@doorbell/sdk';
import type { Config } from './config.ts';

/**
 * SKELETON: from the call to the frame that leaves the NIC. One entry for each piece of work, in order: who does it
 * (executor), what it holds meanwhile (resources) and what it costs. Costs per segment are charged for each frame here.
 */
export function send(config: Config): readonly Stage[] {
  return [
    // CPU time of the sending process: its core does nothing else.
    { id: 'post', title: 'Post descriptor', executor: 'guest-user', kind: 'serve', cost: { perUnitNs: config.postNs, unit: 'segment' } },
    // Time that passes while nobody is busy. Several frames may be under way.
    { id: 'doorbell-flight', title: 'Doorbell flight', executor: 'device', kind: 'delay', cost: { perUnitNs: config.doorbellFlightNs, unit: 'segment' } },
    // Holds a resource: frames of all VMs of the NIC queue for it, which bounds the rate.
    {
      id: 'transmit', title: 'NIC, transmit', executor: 'device', kind: 'serve', resources: ['transmit'],
      cost: { perUnitNs: config.transmitNs, unit: 'segment', perByteNs: config.dmaPerByteNs },
    },
  ];
}

/** SKELETON: from the frame that arrives to the process that has it. */
export function receive(config: Config): readonly Stage[] {
  return [
    {
      id: 'receive', title: 'NIC, receive', executor: 'device', kind: 'serve', resources: ['receive'],
      cost: { perUnitNs: config.receiveNs, unit: 'segment', perByteNs: config.dmaPerByteNs },
    },
    { id: 'completion', title: 'Write completion', executor: 'device', kind: 'delay', cost: { perUnitNs: config.completionNs, unit: 'segment' } },
    { id: 'poll', title: 'Poll', executor: 'guest-user', kind: 'serve', cost: { perUnitNs: config.pollNs, unit: 'segment' } },
  ];
}
`;
}

/** The package's own test, for `npm test`. JavaScript, so that it needs no types of Node. */
export function testSource(): string {
  return `// \`doorbell plugin test .\` asks the same and replays measurements besides. This one needs Node 22.18 or newer.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { configDefaults, unloadedLatency } from '@doorbell/sdk';
import { conformance, testPlatforms } from '@doorbell/sdk/test-kit';
import path from './index.ts';
import packageJson from './package.json' with { type: 'json' };

const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');

for (const { name, problems } of conformance({ path, packageJson, readme })) {
  test(name, () => { assert.deepEqual(problems, []); });
}

test('a byte takes no longer than its stages add up to, and no less than the slowest', () => {
  const [platform] = Object.values(testPlatforms);
  const model = path.describe(configDefaults(packageJson.doorbell.config), platform);
  for (const relation of ['otherHost', 'sameHost'].filter((each) => model[each] !== undefined)) {
    const { totalNs, stages } = unloadedLatency(model, relation, 1);
    const sum = stages.reduce((ns, stage) => ns + stage.ns, 0);
    const slowest = Math.max(...stages.map(({ ns }) => ns));
    assert.ok(totalNs > 0 && totalNs >= slowest && totalNs < sum + 0.001, \`\${relation}: \${totalNs} ns; its stages take \${sum} ns\`);
  }
});
`;
}

/** For editors; nothing is emitted. */
export function tsconfig(): string {
  return `${JSON.stringify({
    compilerOptions: {
      target: 'es2023', module: 'nodenext', lib: ['es2023'], types: [], strict: true, noEmit: true, noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true, allowImportingTsExtensions: true, erasableSyntaxOnly: true, resolveJsonModule: true,
    },
    include: ['*.ts'],
  }, undefined, 2)}\n`;
}
