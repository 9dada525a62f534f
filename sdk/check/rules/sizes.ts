import type { PathModel } from '../../model/path-model.ts';
import type { Report } from '../shape.ts';

const defaultUnexpectedBytes = 64 * 1024 * 1024;

/** Frames fit the MTU, and what may be sent unasked fits the memory kept for it. */
export function checkSizes(model: PathModel, report: Report): void {
  const { protocol, limits } = model;
  if (protocol.framePayloadBytes > limits.mtuBytes) {
    report('protocol.framePayloadBytes', `A frame carries ${protocol.framePayloadBytes} bytes, above the path's MTU of ${limits.mtuBytes}.`, 'Subtract the headers inside the MTU, or raise limits.mtuBytes.');
  }
  if (protocol.minimumFrameBytes > protocol.framePayloadBytes + protocol.headerBytes) {
    report('protocol.minimumFrameBytes', `The smallest frame, ${protocol.minimumFrameBytes} bytes, is larger than the largest.`, 'Ethernet\'s is 84 bytes with preamble and gap.');
  }
  const unexpected = protocol.unexpectedBytes ?? defaultUnexpectedBytes;
  if (protocol.eagerLimitBytes > unexpected) {
    report('protocol.eagerLimitBytes', `One eager message of ${protocol.eagerLimitBytes} bytes exceeds the ${unexpected} bytes kept for unexpected ones.`, 'Lower the eager limit, or raise protocol.unexpectedBytes.');
  }
}
