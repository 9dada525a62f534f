import type { PathCard } from '../../core/contract/index.ts';
import { engineVersion } from '../../core/engine/version.ts';
import { loggopsCard } from '../../core/plan/index.ts';

const { id, title, summary, config, presets } = loggopsCard;

/** The cost model that the engine has itself, as a card that stands last among those of the plugins. */
export const kernelCard: PathCard = { id, title, summary, version: `engine ${String(engineVersion)}`, sha256: '', config, presets, state: 'enabled', kernel: true, origin: 'kernel', sdkRange: '' };
