import type { PathModel } from '@doorbell/sdk';
import type { ComparisonContext, PathAbilities } from '../contract/index.ts';
import { reasonAgainst } from '../plan/alternatives.ts';
import { sortedValues, type Value } from './order.ts';
import { pathsOfValue } from './paths-of-value.ts';

type Capabilities = PathModel['capabilities'];

/** Least able first: of several paths together, the least able decides. */
const migrations: readonly Capabilities['liveMigration'][] = ['unsupported', 'detach-reattach', 'transparent', 'not-applicable'];
const snapshots: readonly Capabilities['snapshot'][] = ['unsupported', 'supported', 'not-applicable'];

function least<T>(order: readonly T[], words: readonly T[]): T | undefined {
  return order.find((word) => words.includes(word));
}

/** What several models can do together; undefined without a model. */
export function abilitiesOf(path: Value, models: readonly PathModel[]): PathAbilities | undefined {
  const can = models.map((model) => model.capabilities);
  const liveMigration = least(migrations, can.map((one) => one.liveMigration));
  const snapshot = least(snapshots, can.map((one) => one.snapshot));
  if (liveMigration === undefined || snapshot === undefined) return undefined;
  const fallbackPath = liveMigration === 'detach-reattach' ? models.find((model) => model.migration?.fallbackPath !== undefined)?.migration?.fallbackPath : undefined;
  const cannot = { migrate: liveMigration === 'unsupported' || liveMigration === 'not-applicable', snapshot: snapshot === 'unsupported' || snapshot === 'not-applicable' };
  const against = (ability: 'migrate' | 'snapshot'): string | undefined => {
    const barred = models.find(({ guest, capabilities: each }) => guest === 'none' || ['unsupported', 'not-applicable'].includes(ability === 'migrate' ? each.liveMigration : each.snapshot));
    return cannot[ability] && barred !== undefined ? reasonAgainst(barred, ability) : undefined;
  };
  const [reason, snapshotReason] = [against('migrate'), against('snapshot')];
  return {
    path, liveMigration, snapshot,
    osBypass: can.every((one) => one.osBypass), hypervisorBypass: can.every((one) => one.hypervisorBypass), zeroCopy: can.every((one) => one.zeroCopy),
    ...(fallbackPath === undefined ? {} : { fallbackPath }),
    ...(reason === undefined ? {} : { reason }), ...(snapshotReason === undefined ? {} : { snapshotReason }),
  };
}

/** Models of a value of the path axis: those of its runs, else those that its name names. Undefined where one is not known. */
function modelsOfValue(path: Value, context: ComparisonContext): readonly PathModel[] | undefined {
  const own = context.pathModels?.find((one) => one.path === path)?.models;
  if (own !== undefined && own.length > 0) return own;
  const named = pathsOfValue(path).map((id) => context.models?.find((model) => model.id === id));
  return named.some((model) => model === undefined) ? undefined : named.filter((model) => model !== undefined);
}

/** What each of these values of the path axis can do, in their order; those without a known model are left out. */
export function listAbilities(paths: readonly Value[], context: ComparisonContext): readonly PathAbilities[] {
  return sortedValues('path', paths).flatMap((path) => {
    const models = modelsOfValue(path, context);
    return (models === undefined ? undefined : abilitiesOf(path, models)) ?? [];
  });
}
