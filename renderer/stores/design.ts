import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { Experiment, PlanPreview } from '../../main/core/contract/index.ts';
import { applyEdit, locateFindings, parseExperiment, recordEdit, redo as redoStep, startHistory, undo as undoStep, type DocumentValue, type EditHistory, type ExperimentEdit, type FieldEdit } from '../../main/core/experiment/index.ts';
import { fieldAt, isHistory, nameOf, readFields, withoutEvents, type FieldPath } from '../documents/edit-document.ts';
import { useConnection } from './connection.ts';
import { useExperiments } from './experiments.ts';
import { readPersisted, writePersisted } from './persisted.ts';
import { isCancelled, problemOf, type Problem } from './problem.ts';
import { useToasts } from './toasts.ts';

interface Draft extends EditHistory {
  /** The text on disk that the draft started from. */
  readonly base: string;
}

/** `renamed`: the text names another experiment, so it is written only when the user says so. */
export type SaveState = 'saved' | 'unsaved' | 'saving' | 'failed' | 'renamed';

const previewDelayMs = 120;
const saveDelayMs = 700;
const burstMs = 1000;
const draftKey = (name: string): string => `draft.${name}`;

/** The experiment that is open in Design: its text, its past, and what running it would mean. */
export const useDesign = defineStore('design', () => {
  const connection = useConnection();
  const experiments = useExperiments();
  const toasts = useToasts();
  const name = ref<string>();
  const chosenJob = ref(0);
  const origin = ref<'sample' | 'workspace'>('workspace');
  const history = shallowRef<EditHistory>(startHistory(''));
  const base = ref('');
  const preview = shallowRef<PlanPreview>();
  const previewing = ref(false);
  const previewProblem = ref<Problem>();
  const problem = ref<Problem>();
  const saveState = ref<SaveState>('saved');
  const startedMs = Date.now();
  let burst = 0;
  let opening = 0;
  let lastTypedMs = 0;
  let previewTimer: ReturnType<typeof setTimeout> | undefined;
  let saveTimer: ReturnType<typeof setTimeout> | undefined;
  let previewCall: AbortController | undefined;

  const text = computed(() => history.value.text);
  const ownName = computed(() => nameOf(text.value) ?? name.value);
  /** The text as plain data; while it cannot be read the last readable one, so that the form stays. */
  const fields = computed<unknown>((before) => readFields(text.value) ?? before);
  /**
   * What the text means. The host's answer comes later than a change of a workload, whose fields have other defaults, or of the
   * jobs: until then they are read here. While the text has errors it is the last good one, perhaps of another workload.
   */
  const experiment = computed<Experiment | undefined>(() => {
    const planned = preview.value?.experiment;
    const jobs = fieldAt(fields.value, ['jobs']);
    // While it is planned for the first time it is read here; with an error among its events it still has a cluster and jobs to show.
    if (planned === undefined) return name.value === undefined ? undefined : parseExperiment(text.value).experiment ?? parseExperiment(JSON.stringify(withoutEvents(fields.value))).experiment;
    if (planned === undefined || !Array.isArray(jobs)) return planned;
    const other = jobs.length !== planned.jobs.length || planned.jobs.some((each, index) => {
      const kind = fieldAt(jobs, [index, 'workload', 'kind']);
      return typeof kind === 'string' && kind !== each.workload.kind;
    });
    return other ? parseExperiment(text.value).experiment ?? planned : planned;
  });
  /** The job whose application, VMs and paths are shown. */
  const job = computed<number>({
    get: () => Math.min(chosenJob.value, Math.max(0, jobCount.value - 1)),
    set: (index) => { chosenJob.value = index; },
  });
  const jobCount = computed(() => {
    const jobs = fieldAt(fields.value, ['jobs']);
    return Array.isArray(jobs) ? jobs.length : 0;
  });
  const undoTitle = computed(() => history.value.past.at(-1)?.label);
  const redoTitle = computed(() => history.value.future[0]?.label);
  /** With line and column, as far as the present text has the fields. */
  const findings = computed(() => (preview.value === undefined ? [] : locateFindings(text.value, preview.value.findings)));
  const hasErrors = computed(() => findings.value.some((finding) => finding.severity === 'error'));

  /** Opens an experiment; a draft that was not written yet goes on where it was left. */
  async function open(wanted: string): Promise<void> {
    if (name.value === wanted && problem.value === undefined) {
      void refresh();
      return;
    }
    opening += 1;
    const own = opening;
    await flush();
    try {
      const read = await connection.call().experiments.read(wanted);
      // Another experiment was chosen meanwhile.
      if (own !== opening) return;
      const draft = readPersisted<Draft | undefined>(draftKey(wanted), undefined);
      let next: EditHistory = startHistory(read.text);
      if (draft !== undefined && isHistory(draft)) {
        const fromDraft: EditHistory = { text: draft.text, past: draft.past, future: draft.future };
        const changedOnDisk = draft.base !== read.text && draft.text !== read.text;
        next = changedOnDisk ? recordEdit(fromDraft, { kind: 'text', text: read.text }, 'Take the version on disk').history : fromDraft;
      }
      name.value = wanted;
      chosenJob.value = 0;
      origin.value = read.origin;
      base.value = read.text;
      history.value = next;
      preview.value = undefined;
      problem.value = undefined;
      saveState.value = next.text === read.text ? 'saved' : 'unsaved';
      if (next.text !== read.text) scheduleSave();
      void refresh();
    } catch (error) {
      if (own !== opening) return;
      close();
      problem.value = problemOf(`The experiment ${wanted} could not be opened`, error);
    }
  }

  /** Asks the host what the text means; a later text cancels the question. */
  async function refresh(): Promise<void> {
    clearTimeout(previewTimer);
    previewCall?.abort();
    const call = new AbortController();
    previewCall = call;
    previewing.value = true;
    try {
      const answer = await connection.call().experiments.preview(text.value, call.signal);
      if (call.signal.aborted) return;
      // While a text has errors the last good picture stays, so that the screen does not jump with every key.
      const before = preview.value;
      preview.value = before !== undefined && answer.models.length === 0 && answer.findings.some((finding) => finding.severity === 'error')
        ? { ...answer, experiment: answer.experiment ?? before.experiment, axes: before.axes, models: before.models } : answer;
      previewProblem.value = undefined;
    } catch (error) {
      if (!isCancelled(error) && !call.signal.aborted) previewProblem.value = problemOf('The plan could not be made', error);
    } finally {
      if (previewCall === call) previewing.value = false;
    }
  }

  function settle(next: EditHistory): void {
    if (next === history.value) return;
    history.value = next;
    keepDraft();
    clearTimeout(previewTimer);
    previewing.value = true;
    previewTimer = setTimeout(() => void refresh(), previewDelayMs);
    saveState.value = next.text === base.value ? 'saved' : ownName.value === name.value ? 'unsaved' : 'renamed';
    scheduleSave();
  }

  function keepDraft(): void {
    if (name.value === undefined) return;
    const draft: Draft = { ...history.value, base: base.value };
    // Without room the past goes first, the text last.
    if (!writePersisted(draftKey(name.value), draft)) writePersisted(draftKey(name.value), { ...draft, past: [], future: [] });
  }

  function scheduleSave(): void {
    clearTimeout(saveTimer);
    if (saveState.value === 'unsaved') saveTimer = setTimeout(() => void save(), saveDelayMs);
  }

  /** Writes the text to the workspace; answers the name it is kept under. */
  async function save(): Promise<string | undefined> {
    clearTimeout(saveTimer);
    if (name.value === undefined) return undefined;
    const writing = text.value;
    const renaming = saveState.value === 'renamed';
    saveState.value = 'saving';
    try {
      const saved = await connection.call().experiments.save(ownName.value ?? name.value, writing);
      base.value = writing;
      origin.value = 'workspace';
      if (saved !== name.value) {
        if (renaming) writePersisted(draftKey(name.value), undefined);
        name.value = saved;
      }
      keepDraft();
      saveState.value = text.value === writing ? 'saved' : 'unsaved';
      scheduleSave();
      void experiments.load();
      return saved;
    } catch (error) {
      saveState.value = 'failed';
      previewProblem.value = { ...problemOf('The experiment is not written yet', error), next: 'Your text is kept in this window and written with the next change' };
      return undefined;
    }
  }

  /** Writes what is not written yet. */
  async function flush(): Promise<void> {
    if (saveState.value === 'unsaved' || saveState.value === 'failed') await save();
  }

  /** Letters typed without a pause are one step. */
  function type(next: string): void {
    const now = Date.now();
    if (now - lastTypedMs > burstMs) burst += 1;
    lastTypedMs = now;
    settle(recordEdit(history.value, { kind: 'text', text: next }, 'Typing', `typing ${burst} ${startedMs}`).history);
  }

  function apply(title: string, edits: ExperimentEdit): void {
    const { history: next, outcome } = recordEdit(history.value, edits, title);
    if (outcome.ok) settle(next);
    else toasts.show({ tone: 'problem', text: outcome.message, detail: outcome.hint });
  }

  /** Changes one field of the document, or removes it where `value` is undefined; named for the undo list. */
  function edit(title: string, path: FieldPath, value: DocumentValue | undefined): void {
    if (value === undefined && fieldAt(fields.value, path) === undefined) return;
    apply(title, value === undefined ? { kind: 'remove', path } : { kind: 'set', path, value });
  }

  /** Several changes of fields as one step: all of them, or none. Fields that are not there need no removing. */
  function editAll(title: string, edits: readonly FieldEdit[]): void {
    let after = text.value;
    for (const each of edits) {
      if (each.kind === 'remove' && fieldAt(readFields(after), each.path) === undefined) continue;
      const outcome = applyEdit(after, each);
      if (!outcome.ok) {
        toasts.show({ tone: 'problem', text: outcome.message, detail: outcome.hint });
        return;
      }
      after = outcome.text;
    }
    apply(title, { kind: 'text', text: after });
  }

  /** Adds a value at the end of a list. */
  function appendTo(title: string, path: FieldPath, value: DocumentValue): void {
    const list = fieldAt(fields.value, path);
    apply(title, { kind: 'insert', path, index: Array.isArray(list) ? list.length : list === undefined || list === null ? 0 : 1, value });
  }

  /** Takes one value out of a list. */
  function removeFrom(title: string, path: FieldPath, index: number): void {
    apply(title, { kind: 'remove', path: [...path, index] });
  }

  function undo(): void {
    settle(undoStep(history.value));
  }

  function redo(): void {
    settle(redoStep(history.value));
  }

  function close(): void {
    name.value = undefined;
    history.value = startHistory('');
    preview.value = undefined;
    saveState.value = 'saved';
  }

  return {
    name, origin, text, fields, experiment, job, jobCount, ownName, history, preview, previewing, previewProblem, problem, saveState, undoTitle, redoTitle, findings, hasErrors,
    open, refresh, save, flush, type, edit, editAll, appendTo, removeFrom, undo, redo, close,
  };
});
