import type { PathModel } from '../../model/path-model.ts';
import type { Report } from '../shape.ts';
import { placedStages } from '../visit.ts';

/** Capabilities are shown beside every number, so they may not say what the pipelines deny. */
export function checkClaims(model: PathModel, report: Report, warn: Report): void {
  const { capabilities } = model;
  // sameVm is shared memory of the MPI library as a rule; the claims are about leaving the VM.
  const stages = placedStages(model).filter(({ relation }) => relation !== 'sameVm');
  let kernel = false;
  let copies = false;
  let hypervisor = false;
  for (const { stage, path } of stages) {
    if (stage.executor === 'guest-kernel') {
      kernel = true;
      if (capabilities.osBypass) {
        report(path, `The path claims OS bypass, but "${stage.id}" runs in the guest kernel.`, 'Set capabilities.osBypass to false, or give the stage its true executor.');
      }
    }
    // A wake-up through the hypervisor is allowed; work and queues there are not.
    const works = stage.kind !== 'notify' && stage.kind !== 'release' && stage.kind !== 'choose';
    if (works && (stage.executor === 'hypervisor' || stage.executor === 'driver-domain')) {
      hypervisor = true;
      if (capabilities.hypervisorBypass) {
        report(path, `The path claims hypervisor bypass, but "${stage.id}" works in the ${stage.executor}.`, 'Set capabilities.hypervisorBypass to false; only a notify may pass there.');
      }
    }
    if ((stage.copies ?? 0) > 0) {
      copies = true;
      if (capabilities.zeroCopy) {
        report(`${path}.copies`, `The path claims zero copy, but "${stage.id}" copies the payload.`, 'Set capabilities.zeroCopy to false, or copies to 0.');
      }
    }
    if (stage.kind === 'steer' && !capabilities.steering.includes(stage.by)) {
      report(`${path}.by`, `"${stage.id}" steers by ${stage.by}, which capabilities.steering does not name.`, `Add "${stage.by}" there.`);
    }
  }
  if (!capabilities.osBypass && !kernel) warn('capabilities.osBypass', 'No stage runs in the guest kernel, but OS bypass is not claimed.', 'Claim it, or add the kernel stage that is missing.');
  if (!capabilities.hypervisorBypass && !hypervisor) warn('capabilities.hypervisorBypass', 'Nothing works in the hypervisor, but hypervisor bypass is not claimed.', 'Claim it, or add the stage that is missing.');
  if (!capabilities.zeroCopy && !copies) warn('capabilities.zeroCopy', 'No stage copies, but zero copy is not claimed.', 'Claim it, or say which stage copies.');
}
