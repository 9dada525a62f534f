import { describe, expect, it } from 'vitest';
import type { PluginReview } from '../../core/contract/index.ts';
import { reviewSheet } from './review-sheet.ts';
import { terminalText } from './terminal-text.ts';

describe('terminalText', () => {
  it('keeps letters and line ends, and lets no escape through', () => {
    expect(terminalText('Ein Pfad: 5 µs\nfürs Netz')).toBe('Ein Pfad: 5 µs\nfürs Netz');
    expect(terminalText('\u001b[2J\u0007evil\r\u202egnp')).toBe('�[2J�evil��gnp');
  });
});

describe('reviewSheet', () => {
  const review: PluginReview = {
    token: '0', source: '/a.tgz', readme: '', findings: [], installable: true, files: [{ path: 'index.js', bytes: 2048 }], packedBytes: 1024, unpackedBytes: 2048, measurements: [],
    integrity: 'sha512-x', scripts: ['postinstall'], replaces: { version: '1.0.0', sha256: '', origin: 'built-in' },
    card: {
      id: 'mine', title: 'Mine\u001b[31m', summary: 'A path.', version: '1.1.0', sha256: 'abc', config: { type: 'object', properties: {}, additionalProperties: false }, presets: [],
      state: 'enabled', origin: 'installed', sdkRange: '^1.2.0', relations: ['other-host'],
      capabilities: { osBypass: true, hypervisorBypass: false, zeroCopy: false, steering: ['mac'], isolation: [], liveMigration: 'unsupported', snapshot: 'unsupported' },
    },
  };

  it('says what is to be installed, over what, and that scripts never run', () => {
    expect(reviewSheet(review).replaceAll('\u00a0', ' ').split('\n')).toEqual([
      'Mine�[31m (mine 1.1.0)',
      'A path.',
      '  from         /a.tgz',
      '  written for  SDK ^1.2.0',
      '  replaces     mine 1.0.0 (built-in)',
      '  describes    other-host',
      '  claims       OS bypass; steering mac; isolation none; live migration unsupported; snapshot unsupported',
      '  options      none',
      '  presets      none',
      '  published    no figures',
      '  files        1, 2 KiB from an archive of 1 KiB',
      '  module       sha256 abc',
      '  integrity    sha512-x',
      '  scripts      postinstall: wants them to be run; they never are',
      '',
    ]);
  });
});
