import { parse } from 'yaml';
import template from '../../templates/backup-claim.yaml.hbs';
import { BACKUP_CLAIM_FILE } from '../facts/fileNames.ts';
import type { StackConfig } from '../options/table.ts';
import { BACKUPS_LABEL, backupClaim } from '../stack/backupClaim.ts';
import { claimCommand } from './installCommands.ts';
import type { RenderedFile } from './template.ts';
import { checkedText, renderTemplate } from './template.ts';

/** The file with the volume claim for backups; none if the values need none. */
export function renderBackupClaim(config: StackConfig): RenderedFile[] {
  const claim = backupClaim(config);
  if (!claim) return [];
  const context = { claim, label: BACKUPS_LABEL, command: claimCommand(config) };
  const text = renderTemplate(template, context);
  return [{ path: BACKUP_CLAIM_FILE, text: checkedText(BACKUP_CLAIM_FILE, text, parse, claim) }];
}
