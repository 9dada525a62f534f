import { isAcceptable, unreplayedRecords, type ReplayRow } from '../../core/calibrate/index.ts';
import { conformPackage } from '../../services/authoring/conform-package.ts';
import { replayPackage } from '../../services/authoring/replay-package.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { jsonText, type PluginOptions } from './plugin-options.ts';
import { createPluginTestProgress, noProgress } from './plugin-test-progress.ts';
import { replayTable } from './replay-table.ts';
import { terminalText } from './terminal-text.ts';
import { withAuthorPackage } from './with-author-package.ts';
import { writeOutput } from './write-output.ts';

/** `plugin test`: the test kit's checks, and the published figures replayed. The package's code runs in the sandbox alone. */
export function pluginTestCommand(where: string, options: PluginOptions, entryDirectory: string): Promise<ExitCode> {
  return withAuthorPackage(where, options, entryDirectory, async (subject, describer) => {
    // On a terminal always; into a log where a person may read it.
    const progress = process.stderr.isTTY || options.json !== true ? createPluginTestProgress(process.stderr, () => performance.now() / 1000) : noProgress;
    const checks = await conformPackage(subject, describer, progress.describing);
    const rows = await replayPackage(subject, describer, ({ preset, id }, at, of) => { progress.replaying(at, of, `${id} on ${preset}`); });
    progress.end();
    const unreplayed = unreplayedRecords(subject.manifest);
    const failed = checks.filter(({ problems }) => problems.length > 0);
    const ok = failed.length === 0 && rows.every(isAcceptable) && unreplayed.length === 0;
    const { id, title } = subject.manifest;
    if (options.json === true) {
      await writeOutput(jsonText({ ok, id, version: subject.version, conformance: checks, measurements: rows.map(rowAsJson), unreplayed }));
      return ok ? exitCodes.done : exitCodes.failed;
    }
    const heldOut = rows.filter((row) => row.verdict === 'missed' && isAcceptable(row));
    const lines = [
      `${title} (${id} ${subject.version})`,
      `conformance: ${String(checks.length - failed.length)} of ${String(checks.length)} checks hold`,
      ...failed.flatMap(({ name, problems }) => [`  ✗ ${name}`, ...problems.map((problem) => `      ${problem}`)]),
      '',
      rows.length === 0 ? 'No published figure to replay: add some under doorbell.measurements, or say extrapolated in the presets.\n' : replayTable(rows),
      ...rows.flatMap(({ measurement, problem }) => (problem === undefined ? [] : [`  ✗ ${measurement.id}: ${problem}`])),
      ...unreplayed.map(({ option, record }) => `  ✗ ${option} is fitted to ${record}, and no measurement replays it: add it under doorbell.measurements.`),
      ...(heldOut.length === 0 ? [] : [`  ${String(heldOut.length)} held out and missed: nothing was fitted to them, so they say how far the model reaches and do not fail it.`]),
      ok ? 'Passed.' : 'Failed.',
    ];
    await writeOutput(`${terminalText(lines.join('\n'))}\n`);
    return ok ? exitCodes.done : exitCodes.failed;
  });
}

/** Names only grow. */
function rowAsJson({ measurement, unit, tolerance, simulated, deviation, verdict, problem }: ReplayRow) {
  const { id, record, citation, preset, quantity, layer, relation = 'other-host', messageBytes, use, value: published, note } = measurement;
  return { id, record, citation, preset, quantity, layer, relation, messageBytes, use, published, simulated, unit, deviation, tolerance, verdict, problem, note };
}
