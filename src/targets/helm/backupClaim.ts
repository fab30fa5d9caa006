import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import type { Context } from '../../context.ts';
import { Failure, reasonOf } from '../../errors.ts';
import { BACKUP_CLAIM_FILE } from '../../facts/fileNames.ts';
import { existingText } from '../../files/regularFile.ts';
import type { Cluster } from './cluster.ts';
import { createObject, getObject } from './kubectlCommand.ts';
import { runOrFail } from './ownedObjects.ts';
import type { ValuesFiles } from './valuesFiles.ts';

const claimSchema = z.looseObject({
  kind: z.literal('PersistentVolumeClaim'),
  metadata: z.looseObject({ name: z.string() }),
});

/** A volume claim, ready to be created. */
export type BackupClaim = z.infer<typeof claimSchema>;

const volumesSchema = z
  .array(z.object({ persistentVolumeClaim: z.object({ claimName: z.string() }).optional() }).catch({}))
  .catch([]);

/**
 * The volume claim in the generated file, if the values use it; otherwise it belongs to someone else.
 * @throws Failure `bad-claim-file` (usage)
 */
export async function readBackupClaim(
  cwd: string,
  { values }: Pick<ValuesFiles, 'values'>,
): Promise<BackupClaim | undefined> {
  const used = volumesSchema
    .parse(values['extraVolumes'])
    .flatMap(({ persistentVolumeClaim: claim }) => claim?.claimName ?? []);
  if (used.length === 0) return undefined;
  const text = await existingText(join(cwd, BACKUP_CLAIM_FILE));
  if (text === undefined) return undefined;
  try {
    const claim = claimSchema.parse(parse(text));
    return used.includes(claim.metadata.name) ? claim : undefined;
  } catch (error) {
    throw new Failure('usage', {
      code: 'bad-claim-file',
      message: `${BACKUP_CLAIM_FILE} is not a PersistentVolumeClaim`,
      detail: error instanceof z.ZodError ? undefined : reasonOf(error),
      suggestion: 'bindstack generate --force, which writes it again',
    });
  }
}

/** Creates the volume claim if it is missing. An existing one stays as it is: it may hold backups. */
export async function ensureBackupClaim(
  { run, out }: Pick<Context, 'run' | 'out'>,
  cluster: Cluster,
  claim: BackupClaim,
): Promise<void> {
  const { name } = claim.metadata;
  const found = await runOrFail(
    run,
    getObject(cluster, 'persistentvolumeclaim', name),
    `read the volume claim ${name}`,
  );
  if (found.trim() !== '') return;
  await runOrFail(run, createObject(cluster, claim), `create the volume claim ${name}`);
  out.say(`${out.colors.green('✔')} created the volume claim ${name} for backups`);
}
