import type { Capabilities } from '@doorbell/sdk';
import type { PluginReview } from '../../core/contract/index.ts';
import { formatBytes } from '../../core/charts/index.ts';
import { terminalText } from './terminal-text.ts';

/** What somebody should know before a plugin is installed, as lines of text. Ends with a line break. */
export function reviewSheet(review: PluginReview): string {
  const { card, files, packedBytes, unpackedBytes, integrity, scripts, replaces, measurements } = review;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['from', review.source],
    ['written for', card.sdkRange === '' ? undefined : `SDK ${card.sdkRange}`],
    ['replaces', replaces === undefined ? undefined : `${card.id} ${replaces.version} (${replaces.origin})`],
    ['describes', card.relations === undefined ? undefined : card.relations.join(', ')],
    ['claims', card.capabilities === undefined ? undefined : capabilitiesText(card.capabilities)],
    ['options', Object.keys(card.config.properties).join(', ') || 'none'],
    ['presets', card.presets.map(({ id }) => id).join(', ') || 'none'],
    ['published', measurements.map(({ record }) => record).join(', ') || 'no figures'],
    ['files', `${String(files.length)}, ${formatBytes(unpackedBytes)}${packedBytes === 0 ? '' : ` from an archive of ${formatBytes(packedBytes)}`}`],
    ['module', card.sha256 === '' ? undefined : `sha256 ${card.sha256}`],
    ['integrity', integrity],
    ['scripts', scripts.length === 0 ? undefined : `${scripts.join(', ')}: wants them to be run; they never are`],
    ['state', card.state === 'enabled' ? undefined : `${card.state}: ${card.reason ?? ''}`],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.flatMap(([name, text]) => (text === undefined ? [] : [`  ${name.padEnd(width)}  ${text}`]));
  return `${terminalText(`${card.title} (${card.id} ${card.version})\n${card.summary}\n${lines.join('\n')}`)}\n`;
}

function capabilitiesText({ osBypass, hypervisorBypass, zeroCopy, steering, isolation, liveMigration, snapshot }: Capabilities): string {
  return [
    ...(osBypass ? ['OS bypass'] : []), ...(hypervisorBypass ? ['hypervisor bypass'] : []), ...(zeroCopy ? ['zero copy'] : []),
    `steering ${steering.join(', ') || 'none'}`, `isolation ${isolation.join(', ') || 'none'}`, `live migration ${liveMigration}`, `snapshot ${snapshot}`,
  ].join('; ');
}
