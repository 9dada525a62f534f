import type { PathModel } from '../../model/path-model.ts';
import type { Report } from '../shape.ts';
import { placedStages, relationsOf } from '../visit.ts';

/** Messages go somewhere: to another host over the wire, and nothing crosses it twice. */
export function checkJourneys(model: PathModel, report: Report): void {
  for (const { key, pipelines } of relationsOf(model)) {
    if (pipelines.send.length === 0) report(`${key}.send`, 'No stage sends the message.', 'Describe the way from the post on.');
    if (pipelines.receive.length === 0) report(`${key}.receive`, 'No stage receives the message.', 'Describe the last steps to the process: at least what it does to see the message.');
  }
  const wired = placedStages(model).filter(({ stage }) => stage.executor === 'wire');
  if (model.otherHost === undefined && model.sameHost === undefined) {
    report('otherHost', 'The path leads nowhere: it has no pipelines between hosts, and none between VMs of one host.', 'Describe otherHost, or sameHost for a path that never leaves its host.');
  }
  if (model.otherHost !== undefined && !wired.some(({ relation, pipeline }) => relation === 'otherHost' && pipeline === 'send')) {
    report('otherHost.send', 'The message never crosses the wire to the other host.', 'End send with the stages of wireStages(platform, protocol).');
  }
  for (const { stage, path, relation, pipeline } of wired) {
    if (relation === 'sameVm') report(path, `"${stage.id}" is on the wire, but both ranks live in one VM.`, 'Remove it.');
    if (pipeline === 'receive') report(path, `"${stage.id}" is on the wire, but receive begins behind it.`, 'Move it to the end of send.');
  }
}
