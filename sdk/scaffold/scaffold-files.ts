import { packageJson } from './package-json.ts';
import { configSource, indexSource, pipelinesSource, schemaSource, testSource, tsconfig } from './sources.ts';
import { experiment, licence, readme } from './texts.ts';

/** What a new path is called. */
export interface ScaffoldNames {
  /** kebab-case, at most 64 characters. */
  readonly id: string;
  /** One line, at most 60 characters. */
  readonly title: string;
  /** File name of the packed SDK that lies beside package.json. */
  readonly sdkArchive: string;
}

/** A package that passes its own tests, as texts by path. What an author must replace is marked SKELETON. */
export function scaffoldFiles(names: ScaffoldNames): Readonly<Record<string, string>> {
  return {
    'package.json': packageJson(names),
    'index.ts': indexSource(names),
    'config.ts': configSource(names),
    'pipelines.ts': pipelinesSource(),
    'schema.ts': schemaSource(),
    'index.test.mjs': testSource(),
    'tsconfig.json': tsconfig(),
    'README.md': readme(names),
    'experiment.yaml': experiment(names),
    LICENSE: licence(names),
    '.gitignore': 'node_modules/\n*.tgz\n!doorbell-sdk-*.tgz\n',
  };
}
