import { schemaDocument } from '../../sdk/check/json-schema.ts';
import type { JsonSchema } from '../../sdk/check/json-schema.ts';
import { manifestShape } from '../../sdk/check/manifest-shape.ts';
import { modelShape } from '../../sdk/check/model-shape.ts';
import { sdkVersion } from '../../sdk/model/version.ts';
import { describeSchema } from './describe-schema.ts';
import { sdkProgram } from './emit-sdk.ts';
import { apiReport, publicApi } from './public-api.ts';

/** What is written from the SDK's sources and kept beside them: path from the project's root → text. */
export function generatedFiles(root: string): { readonly files: ReadonlyMap<string, string>; readonly undocumented: readonly string[] } {
  const program = sdkProgram(root);
  const api = publicApi(root);
  const schema = (document: JsonSchema): string => `${JSON.stringify(describeSchema(document, program), undefined, 2)}\n`;
  return {
    files: new Map([
      ['sdk/schemas/manifest.json', schema(schemaDocument(manifestShape, 'Doorbell data path', 'The doorbell block of a package.json.'))],
      ['sdk/schemas/path-model.json', schema(schemaDocument(modelShape, 'Doorbell path model', 'What describe answers.'))],
      ['sdk/api-report.md', apiReport(api, sdkVersion)],
    ]),
    undocumented: [...new Set(api.flatMap(({ symbols }) => symbols.flatMap((symbol) => symbol.undocumented)))],
  };
}
