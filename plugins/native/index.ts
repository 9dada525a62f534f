import { defineDataPath } from '@doorbell/sdk';
import type { PathModel, Platform } from '@doorbell/sdk';
import type { NativeConfig } from './config.ts';
import { describeTcp } from './kernel-tcp.ts';
import { describeVerbs } from './verbs.ts';

export default defineDataPath<NativeConfig>({ id: 'native', describe });

function describe(config: NativeConfig, platform: Platform): PathModel {
  return config.flavour === 'verbs' ? describeVerbs(config, platform) : describeTcp(config, platform);
}
