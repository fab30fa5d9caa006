import { couldStartWith } from '../../../formats/partialText.ts';
import type { Rule } from '../../rule.ts';
import { mayBeMounted, mountTargets } from '../mounts.ts';
import type { ComposeProject } from '../project.ts';
import { knownModulesOf, variable, weaviatesOf } from '../roles.ts';

export const backupPath: Rule<ComposeProject> = {
  id: 'backup-path',
  severity: 'error',
  summary: '`BACKUP_FILESYSTEM_PATH` is relative, or outside every volume.',
  why: 'Weaviate rejects a relative path at startup. A directory that is not in a volume is deleted with the container, and so are the backups.',
  fix: 'Use an absolute path inside a mounted volume.',
  evidence: 'weaviate/weaviate modules/backup-filesystem/backup.go:219',
  *check(project) {
    for (const weaviate of weaviatesOf(project)) {
      const entry = variable(weaviate, 'BACKUP_FILESYSTEM_PATH');
      if (!entry || !knownModulesOf(weaviate).includes('backup-filesystem')) continue;
      const relative = !couldStartWith(entry.partial, '/');
      if (!relative && mayBeMounted(weaviate, entry.partial)) continue;
      yield {
        place: entry.place,
        // A service without volumes is not meant to keep anything.
        severity: relative ? 'error' : mountTargets(weaviate).length > 0 ? 'warning' : 'info',
        message: relative
          ? `BACKUP_FILESYSTEM_PATH ${entry.display} is not absolute: Weaviate exits at startup`
          : `backups in ${entry.display} are lost with the container: no volume is mounted there`,
      };
    }
  },
};
