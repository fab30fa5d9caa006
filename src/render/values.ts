import template from '../../templates/values.yaml.hbs';
import { BACKUP_CLAIM_FILE, VALUES_FILE } from '../facts/fileNames.ts';
import { MEMORY_TO_LOAD } from '../facts/resources.ts';
import { BIND_MODULE } from '../facts/weaviateModules.ts';
import { imageReference, STUB_IMAGE } from '../stack/inference.ts';
import { inferencePatch } from '../stack/postRenderer.ts';
import type { Stack } from '../stack/stack.ts';
import { chartValues, chartVariables, keySecretName } from '../stack/values.ts';
import { installCommands } from './installCommands.ts';
import { checkedYaml } from './readBack.ts';
import { environmentLines, renderTemplate } from './template.ts';

/** The text of values.yaml. */
export function renderValues(stack: Stack): string {
  const values = chartValues(stack);
  const variables = chartVariables(stack);
  const install = installCommands(stack.config);
  const { config, inference } = stack;
  const { default_vectorizer_module: _, [BIND_MODULE]: bind, ...furtherModules } = values.modules;
  const text = renderTemplate(template, {
    values,
    bind,
    furtherModules,
    chartVersion: config.kubernetes.chartVersion,
    waits: values.initContainers.extraInitContainers !== undefined,
    variables: environmentLines(variables.plain, 2),
    secrets: variables.secret.map(({ name }) => ({ name, secret: keySecretName(config.name) })),
    install,
    // More than the command of helm.
    prepared: install.some(({ lines }) => lines.length > 1),
    backupClaimFile: BACKUP_CLAIM_FILE,
    ownBackupSecret: config.backup.credentials === 'keys',
    inference: inference !== undefined,
    stub: inference?.kind === 'stub',
    image: imageReference(STUB_IMAGE),
    memoryToLoad: MEMORY_TO_LOAD,
    several: config.weaviate.replicas > 1,
    postRendered: inferencePatch(config) !== undefined,
  });
  return checkedYaml(VALUES_FILE, text, values);
}
