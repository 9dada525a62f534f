import { describe, expect, it } from 'vitest';
import { createPluginTestProgress } from './plugin-test-progress.ts';

function watched(isTTY: boolean) {
  const written: string[] = [];
  let now = 100;
  const progress = createPluginTestProgress({ isTTY, columns: 100, write: (text) => written.push(text) }, () => now);
  return { progress, written, wait: (seconds: number) => { now += seconds; } };
}

describe('createPluginTestProgress', () => {
  it('says on a terminal how many models are described, and how long the round takes', () => {
    const { progress, written, wait } = watched(true);
    for (let answered = 1; answered <= 40; answered += 1) {
      wait(0.05);
      progress.describing(answered, 40);
    }
    expect(written[0]).toBe('\r\u001b[KChecks: 1 of 40 models described');
    // A line each tenth of a second, not for each answer.
    expect(written.length).toBeLessThan(25);
    expect(written[Math.floor(written.length / 2)]).toMatch(/(?:19|2\d) of 40 models described, about 1 s left$/);
    expect(written.at(-1)).toMatch(/40 of 40 .* looking at them$/);
  });

  it('counts a later round by itself', () => {
    const { progress, written, wait } = watched(true);
    progress.describing(40, 40);
    wait(5);
    progress.describing(1, 20);
    wait(1);
    progress.describing(2, 20);
    expect(written.at(-1)).toContain('2 of 20 models described, about 18 s left');
  });

  it('names the figure that is simulated, and takes its line away at the end', () => {
    const { progress, written, wait } = watched(true);
    progress.replaying(0, 3, 'raw-latency on palo-2012');
    wait(4);
    progress.replaying(1, 3, 'evil\u001b[2J on x');
    progress.end();
    expect(written[0]).toContain('Published figures: 1 of 3, raw-latency on palo-2012');
    expect(written[1]).toContain('2 of 3');
    expect(written[1]).toContain('about 8 s left');
    expect(written[1]).not.toContain('\u001b[2J');
    expect(written.at(-1)).toBe('\r\u001b[K');
  });

  it('writes a line now and then into a log', () => {
    const { progress, written, wait } = watched(false);
    for (let answered = 1; answered <= 300; answered += 1) {
      wait(0.1);
      progress.describing(answered, 1000);
    }
    progress.end();
    expect(written).toHaveLength(3);
    for (const text of written) expect(text).toMatch(/^Checks: .*\n$/);
  });
});
