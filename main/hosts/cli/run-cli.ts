import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { builtLocations } from '../locations.ts';
import { version } from '../version.ts';
import { runWebHost } from '../web/run-web-host.ts';
import { compareCommand, type CompareOptions } from './compare-command.ts';
import { BadInputError, exitCodes, type ExitCode } from './exit-codes.ts';
import { goalCommand, type GoalOptions } from './goal-command.ts';
import { workspaceOf, type CommonOptions } from './open-services.ts';
import { ledgerCommand, type LedgerCommandOptions } from './ledger-command.ts';
import { planCommand, type PlanOptions } from './plan-command.ts';
import { addPluginCommands } from './plugin-program.ts';
import { runCommand, type RunOptions } from './run-command.ts';
import { schemaCommand, type SchemaOptions } from './schema-command.ts';
import { tiCommand, type TiOptions } from './ti-command.ts';
import { terminalText } from './terminal-text.ts';
import { say } from './write-output.ts';

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) throw new InvalidArgumentError(`It must be a whole number from ${String(least)} to ${String(most)}.`);
    return value;
  };
}

function positiveNumber(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('It must be a number above 0, such as 1e9.');
  return value;
}

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

function addCommon(command: Command): Command {
  return command
    .option('--workspace <folder>', 'where runs are kept (default: DOORBELL_WORKSPACE, else the user data folder)')
    .option('--workers <number>', 'simulations at once (default: one per core but one, at least two)', wholeNumber(1, 1024));
}

/** The commands; each sets the exit code through `end`. */
function program(entryDirectory: string, end: (code: ExitCode) => void): Command {
  const doorbell = new Command('doorbell')
    .description('Which I/O-virtualization data path should an MPI application use? Simulates experiments, compares their runs and writes reports.')
    .version(version)
    .showHelpAfterError('(add --help for usage)')
    .exitOverride();
  const command = (name: string, summary: string): Command => addCommon(doorbell.command(name).description(summary));
  const setting = ['--set <name=values>', 'replace an axis, `replicates` or `seed`, such as path=native,sr-iov; may be repeated', collect] as const;

  command('run', 'simulate an experiment and print what came out')
    .argument('<file>', 'a YAML file, or the name of a sample')
    .option('--json', 'one JSON document on stdout')
    .option('--report <file>', 'write a report, one HTML file')
    .option(...setting)
    .action(async (file: string, options: RunOptions) => { end(await runCommand(file, options, entryDirectory)); });
  command('plan', 'say what running an experiment would mean: runs, reuse, time')
    .argument('<file>', 'a YAML file, or the name of a sample')
    .option('--json', 'one JSON document on stdout')
    .option(...setting)
    .action(async (file: string, options: PlanOptions) => { end(await planCommand(file, options, entryDirectory)); });
  command('compare', 'compare the runs of an experiment that are in the workspace')
    .argument('<experiment>', 'a YAML file, or the name of an experiment')
    .option('--json', 'one JSON document on stdout')
    .option('--by <axis>', 'the axis whose values are compared (default: path)')
    .option('--baseline <value>', 'the value that the others are measured against (default: the first)')
    .option('--metric <name>', 'what to compare (default: what the workload is judged by)')
    .option('--report <file>', 'write a report, one HTML file')
    .option(...setting)
    .action(async (experiment: string, options: CompareOptions) => { end(await compareCommand(experiment, options, entryDirectory)); });
  doorbell.command('goal')
    .description('run a GOAL text under the LogGOPS cost model and print when each rank ends')
    .argument('<file>', 'a GOAL text')
    .option('--loggops <L,o,g,G,O,S>', 'nanoseconds, and bytes for S (default: 2500,1500,1000,6,0,65535)')
    .option('--json', 'one JSON document on stdout')
    .action(async (file: string, options: GoalOptions) => { end(await goalCommand(file, options)); });
  command('ti', 'replay a SimGrid time-independent trace and print when each rank ends')
    .argument('<files...>', 'one trace of all ranks, one file per rank in their order, or a list of files as smpirun -replay takes it')
    .requiredOption('--platform <platform>', 'an experiment (file or name), a SimGrid platform file (.xml) of one cluster, or loggops:L,o,g,G,O,S')
    .option('--flops <rate>', 'floating-point operations per second of a core (default: the platform\'s; 1e9 for loggops)', positiveNumber)
    .option('--skip-unknown', 'skip lines whose action is not known instead of ending there')
    .option('--json', 'one JSON document on stdout')
    .action(async (files: readonly string[], options: TiOptions) => { end(await tiCommand(files, options, entryDirectory)); });
  doorbell.command('ledger')
    .description('hold the simulation against published measurements, vary its parameters, and take mechanisms away')
    .option('--json', 'one JSON document on stdout')
    .option('--no-sensitivity', 'leave the parameters as they are, which takes a minute instead of several')
    .option('--steps <number>', 'steps of the advection where parameters are varied', wholeNumber(2, 10_000), 64)
    .option('--replicates <number>', 'replicates where parameters are varied', wholeNumber(1, 100), 2)
    .option('--workers <number>', 'simulations at once (default: one per core but one, at least two)', wholeNumber(1, 1024))
    .action(async (options: LedgerCommandOptions) => { end(await ledgerCommand(options, entryDirectory)); });
  addPluginCommands(doorbell, entryDirectory, end);
  doorbell.command('schema')
    .description('print the JSON Schema of a document, so that editors complete it')
    .argument('[document]', 'experiment, manifest (the doorbell block of a package.json) or path-model', 'experiment')
    .option('--out <file>', 'write it to a file')
    .action(async (what: string, options: SchemaOptions) => { end(await schemaCommand(what, options)); });
  command('serve', 'open the lab for a browser on this machine')
    .option('--port <number>', 'port on 127.0.0.1; 0 is any free one', wholeNumber(0, 65_535), 0)
    .action(async (options: CommonOptions & { readonly port: number }) => {
      const { port, workers } = options;
      await runWebHost({ locations: builtLocations(entryDirectory), workspace: workspaceOf(options), port, ...(workers === undefined ? {} : { workers }) });
      end(exitCodes.done);
    });
  return doorbell;
}

/**
 * Runs the command line and answers the exit code. `entryDirectory` is the folder of the running entry. Answers go to
 * stdout, everything else to stderr.
 */
export async function runCli(words: readonly string[], entryDirectory: string): Promise<ExitCode> {
  // Whoever closes the pipe early (`| head`) has seen enough.
  process.stdout.on('error', () => process.exit(exitCodes.done));
  let code: ExitCode = exitCodes.done;
  try {
    await program(entryDirectory, (ended) => { code = ended; }).parseAsync(words, { from: 'user' });
    return code;
  } catch (error) {
    // Commander has said already what is wrong; help and version end this way too.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.badInput;
    // A message may quote what a stranger wrote: a file's name, a title, an answer of a registry.
    say(terminalText(error instanceof BadInputError ? error.message : `error: ${error instanceof Error ? error.message : String(error)}`));
    return error instanceof BadInputError ? exitCodes.badInput : exitCodes.failed;
  }
}
