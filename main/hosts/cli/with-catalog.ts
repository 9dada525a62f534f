import { ServiceError } from '../../core/contract/service-error.ts';
import type { Services } from '../../core/contract/index.ts';
import { describeFinding } from './describe-finding.ts';
import { BadInputError, type ExitCode } from './exit-codes.ts';
import { openServices } from './open-services.ts';
import type { PluginOptions } from './plugin-options.ts';

/** Failures that come from what the user named, and not from the world. */
const userErrors: readonly string[] = ['BadInput', 'BadPackage', 'Conflict', 'NameTaken', 'NotFound', 'ReadOnly', 'TooLarge', 'TooNew'];

/** Does something with the catalogue of a workspace. What the user got wrong ends with exit code 2. */
export async function withCatalog(options: PluginOptions, entryDirectory: string, work: (catalog: Services['catalog']) => Promise<ExitCode>): Promise<ExitCode> {
  const { services, close } = await openServices(options, entryDirectory);
  try {
    return await work(services.catalog);
  } catch (error) {
    if (!(error instanceof ServiceError) || !userErrors.includes(error.name)) throw error;
    throw new BadInputError([`error: ${error.message}`, ...error.findings.map((finding) => describeFinding(finding, 'plugin'))].join('\n'), { cause: error, findings: error.findings });
  } finally {
    await close();
  }
}
