import type { PathModel } from '../../model/path-model.ts';
import type { Report } from '../shape.ts';

/** A path that migrates says what that costs, and one that does not says nothing. */
export function checkMigration(model: PathModel, report: Report): void {
  const { capabilities: { liveMigration }, migration } = model;
  const migrates = liveMigration === 'transparent' || liveMigration === 'detach-reattach';
  if (migrates && migration === undefined) {
    report('migration', `Live migration is claimed as ${liveMigration}, but nothing says what it costs.`, 'Add the migration model, or set capabilities.liveMigration to unsupported.');
  }
  if (!migrates && migration !== undefined) {
    report('migration', `A migration model is given, but live migration is ${liveMigration}.`, 'Remove it, or claim transparent or detach-reattach.');
  }
  if (migrates && model.guest === 'none') {
    report('capabilities.liveMigration', 'Ranks of this path live on the host: there is no VM to migrate.', 'Use not-applicable or unsupported.');
  }
  if (liveMigration === 'detach-reattach' && migration !== undefined && migration.fallbackPath === undefined) {
    report('migration.fallbackPath', 'While the function is detached something else must carry the traffic.', 'Name the path that does, such as "xen-bridged".');
  }
  if (migration?.fallbackPath === model.id) {
    report('migration.fallbackPath', 'A path cannot stand in for itself.', 'Name another path.');
  }
}
