import type { ConfigProperty } from '../model/manifest.ts';

const ns = (title: string, description: string, value: number, parameter: string, note: string): ConfigProperty => ({
  type: 'number', title, description, default: value, unit: 'ns', minimum: 0, maximum: 1e9, origin: { parameter, kind: 'judgement', note },
});

/** Options of the path that authors begin with. All are judgements: nobody measured it, for it does not exist. */
export const scaffoldOptions: Readonly<Record<string, ConfigProperty>> = {
  postNs: ns('Post a descriptor', 'The library writes a descriptor into the send queue and rings the doorbell, for each frame.', 150, 'post.perUnitNs', 'Some stores into cached memory and one uncached write.'),
  doorbellFlightNs: ns('Doorbell flight', 'From the core to the NIC, over PCI Express.', 250, 'doorbell-flight.perUnitNs', 'One posted write over PCI Express, root complex included.'),
  transmitNs: ns('NIC, transmit', 'The NIC reads descriptor and payload and handles one frame.', 900, 'transmit.perUnitNs', 'A DMA read round trip of 0.6 to 0.9 us and some processing.'),
  dmaPerByteNs: {
    type: 'number', title: 'DMA per byte', description: 'Between memory and NIC, each direction.', default: 0.31, unit: 'ns/B', minimum: 0, maximum: 1000,
    origin: { parameter: 'transmit.perByteNs', kind: 'judgement', note: 'PCI Express 2 with 8 lanes: 4 GB/s less the overhead of its packets.' },
  },
  receiveNs: ns('NIC, receive', 'The NIC finds the vNIC of a frame and takes a receive descriptor that it fetched ahead.', 400, 'receive.perUnitNs', 'Less than transmit: nothing has to be read from memory.'),
  completionNs: ns('Completion', 'The NIC writes payload and completion into memory.', 400, 'completion.perUnitNs', 'One crossing of PCI Express and the memory write.'),
  pollNs: ns('Poll', 'The library sees the completion and hands the frame on, for each frame.', 150, 'poll.perUnitNs', 'One cache miss and a few dozen instructions; no interrupt.'),
  windowSegments: {
    type: 'integer', title: 'Window', description: 'Frames in flight between two ranks.', default: 64, unit: 'frames', minimum: 1, maximum: 65536,
    origin: { parameter: 'protocol.windowSegments', kind: 'judgement', note: 'Covers the round trip at line rate several times.' },
  },
  eagerLimitBytes: {
    type: 'integer', title: 'Eager limit', description: 'Largest message that MPI sends without asking the receiver first.', default: 12288, unit: 'B', minimum: 0, maximum: 67108864,
    origin: { parameter: 'protocol.eagerLimitBytes', kind: 'judgement', note: 'Of the order of what MPI libraries take for user-space transports.' },
  },
};
