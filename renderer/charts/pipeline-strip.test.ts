import { mount } from '@vue/test-utils';
import type { PathModel } from '@doorbell/sdk';
import { expect, test } from 'vitest';
import PipelineStrip from './pipeline-strip.vue';

const model = {
  title: 'Sample', protocol: { segmentBytes: 1000, framePayloadBytes: 1000 },
  otherHost: {
    send: [{ id: 'post', title: 'Post', executor: 'guest-user', kind: 'serve', cost: { perUnitNs: 80 }, explain: 'The library writes a descriptor.' }],
    receive: [{ id: 'poll', title: 'Poll', executor: 'guest-user', kind: 'serve', cost: { perUnitNs: 50 } }],
  },
} as unknown as PathModel;

test('a block says its title, who executes it, its time, and what its author says happens there', () => {
  const blocks = mount(PipelineStrip, { props: { model, bytes: 8, scaleNs: 200 } }).findAll('.block');
  expect(blocks.map((block) => block.attributes('title'))).toEqual(['Post · guest-user · 80.0\u00a0ns\nThe library writes a descriptor.', 'Poll · guest-user · 50.0\u00a0ns']);
});
