import template from '../../templates/docker-compose.yml.hbs';
import { BACKUPS_VOLUME } from '../capabilities/backup.ts';
import { DATA_VOLUME } from '../capabilities/persistence.ts';
import { COMPOSE_FILE } from '../facts/fileNames.ts';
import { MEMORY_TO_LOAD, MEMORY_TO_RUN } from '../facts/resources.ts';
import { isLoopback } from '../formats/addresses.ts';
import { composeProject, composeValue, WEAVIATE_SERVICE } from '../stack/compose.ts';
import { INFERENCE_SERVICE } from '../stack/inference.ts';
import type { Stack } from '../stack/stack.ts';
import { checkedYaml } from './readBack.ts';
import { environmentLines, renderTemplate } from './template.ts';

/** The text of docker-compose.yml. */
export function renderDockerCompose(stack: Stack): string {
  const project = composeProject(stack);
  const { weaviate: settings, backup } = stack.config;
  const { persistence, bindAddress } = settings;
  const bind = project.services[INFERENCE_SERVICE];
  const weaviate = project.services[WEAVIATE_SERVICE];
  const text = renderTemplate(template, {
    project,
    bind: bind && { command: undefined, cpus: undefined, deploy: undefined, ...bind },
    bindVariables: stack.inference && environmentLines(stack.inference.environment, 6, composeValue),
    stub: stack.inference?.kind === 'stub',
    startCondition: weaviate.depends_on?.[INFERENCE_SERVICE]?.condition,
    memoryToLoad: MEMORY_TO_LOAD,
    memoryToRun: MEMORY_TO_RUN,
    weaviate: { volumes: undefined, ...weaviate },
    weaviateVariables: environmentLines(stack.weaviate.environment, 6, composeValue),
    loopback: isLoopback(bindAddress),
    volumes: project.volumes,
    dataVolume: persistence === 'volume' ? DATA_VOLUME : undefined,
    backupsVolume: backup.to === 'volume' ? BACKUPS_VOLUME : undefined,
    mounts: weaviate.volumes?.map((mount) =>
      typeof mount === 'string'
        ? { mount, isFolder: /^[./]/.test(mount), bind: undefined }
        : { mount: undefined, isFolder: false, bind: mount },
    ),
  });
  return checkedYaml(COMPOSE_FILE, text, project);
}
