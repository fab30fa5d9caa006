import type { Context } from '../../../context.ts';
import { Failure, reasonOf } from '../../../errors.ts';
import { ENV_FILE } from '../../../facts/fileNames.ts';
import { API_KEY_VARIABLE } from '../../../facts/weaviateVariables.ts';
import { readApiKey } from '../../../files/envFile.ts';
import { type CheckResult, defineCheck } from './report.ts';

export interface ApiKeyProbe {
  /** Whether `.env` holds a key. */
  readonly hasKey: boolean;
  /** Why `.env` exists but cannot be read. */
  readonly why: string | undefined;
  /** The shell has a different key than the file. Local processes and Helm use that of the file. */
  readonly isOverridden: boolean;
}

/** Looks for the key without keeping it. */
export async function probeApiKey({ cwd, env }: Pick<Context, 'cwd' | 'env'>): Promise<ApiKeyProbe> {
  const shell = env[API_KEY_VARIABLE] || undefined;
  try {
    const key = await readApiKey(cwd);
    return {
      hasKey: key !== undefined,
      why: undefined,
      isOverridden: shell !== undefined && shell !== key,
    };
  } catch (error) {
    const why = error instanceof Failure ? (error.detail ?? 'it is a directory') : reasonOf(error);
    return { hasKey: false, why, isOverridden: false };
  }
}

/** Checks that there is a key for `auth: api-key`. */
export function checkApiKey({ hasKey, why }: ApiKeyProbe): CheckResult {
  const check = defineCheck('api-key', 'API key', `${API_KEY_VARIABLE} in ${ENV_FILE}`);
  if (why !== undefined) return check.fail(`${ENV_FILE} cannot be read: ${why}`, `chmod u+r ${ENV_FILE}`);
  if (!hasKey) return check.fail('not set', 'bindstack generate --auth api-key, which creates one');
  return check.pass(`in ${ENV_FILE}`);
}
