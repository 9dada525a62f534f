import type { PathModel } from '../../model/path-model.ts';
import type { Report } from '../shape.ts';
import { placedStages } from '../visit.ts';

/** Who executes must exist: driver domains where declared, guests and hypervisors where ranks live in VMs. */
export function checkDomains(model: PathModel, report: Report, warn: Report): void {
  let usesDomain = false;
  for (const { stage, path } of placedStages(model)) {
    const inDomain = stage.executor === 'driver-domain' || (stage.kind === 'notify' && stage.target === 'driver-domain');
    usesDomain ||= inDomain;
    if (inDomain && model.driverDomain === undefined) {
      report(path, `"${stage.id}" needs a driver domain, but the model declares none.`, 'Add driverDomain with its vCPUs and pinning.');
    }
    if (model.guest === 'none') {
      if (stage.executor === 'hypervisor' || inDomain) {
        report(`${path}.executor`, `"${stage.id}" runs below a guest, but ranks of this path live on the host.`, 'Set guest to vm, or use guest-kernel for the host\'s kernel.');
      }
      if (stage.kind === 'notify' && stage.target === 'guest-vcpu') {
        report(`${path}.target`, 'There is no guest vCPU to wake: ranks of this path live on the host.', 'Use the target process.');
      }
    }
  }
  if (model.driverDomain !== undefined && !usesDomain) warn('driverDomain', 'No stage uses the driver domain.', 'Remove it, or give its stages the executor driver-domain.');
  if (model.guest === 'none' && model.sameHost !== undefined) {
    report('sameHost', 'Without VMs there are no pairs of VMs on one host.', 'Remove sameHost; two ranks of one host take sameVm.');
  }
  if (model.guest === 'vm' && model.otherHost !== undefined && model.sameHost === undefined) {
    report('sameHost', 'Pairs of VMs on one host have no pipelines.', 'Describe how they talk: through the driver domain, or through the NIC and back.');
  }
  if (model.capabilities.isolation.includes('driver-domain') && model.driverDomain === undefined) {
    report('capabilities.isolation', 'Isolation by a driver domain is claimed, but there is none.', 'Add driverDomain, or remove the claim.');
  }
}
