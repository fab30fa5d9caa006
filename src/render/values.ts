import { parse } from 'yaml';
import template from '../../templates/values.yaml.hbs';
import { VALUES_FILE } from '../facts/fileNames.ts';
import { MEMORY_TO_LOAD } from '../facts/resources.ts';
import { BIND_MODULE } from '../facts/weaviateModules.ts';
import { chartText } from '../stack/chartText.ts';
import { imageReference, STUB_IMAGE } from '../stack/inference.ts';
import { inferencePatch } from '../stack/inferencePatch.ts';
import { securityContexts } from '../stack/podSecurity.ts';
import type { Stack } from '../stack/stack.ts';
import { chartValues, chartVariables, furtherModule, keySecretName } from '../stack/values.ts';
import { checkedText } from './checked.ts';
import { helmCommands } from './helmCommand.ts';
import { environmentLines, renderTemplate } from './template.ts';

/** The text of values.yaml. */
export function renderValues(stack: Stack): string {
  const values = chartValues(stack);
  const variables = chartVariables(stack);
  const { config, inference, tolerations } = stack;
  const { nodeSelector } = config.kubernetes;
  const text = renderTemplate(template, {
    values,
    bind: values.modules[BIND_MODULE],
    chartVersion: config.kubernetes.chartVersion,
    waits: inference !== undefined,
    storageClass: values.storage.storageClassName,
    variables: environmentLines(variables.plain, 'helm', 2),
    secrets: variables.secret.map(({ name }) => ({ name, secret: keySecretName(config.name) })),
    install: helmCommands(config),
    inference: inference !== undefined,
    stub: inference?.kind === 'stub',
    memoryToLoad: MEMORY_TO_LOAD,
    image: imageReference(STUB_IMAGE),
    gpu: inference?.gpu?.count,
    cpuLimit: inference?.cpus,
    nodeSelector: Object.keys(nodeSelector).length > 0 ? nodeSelector : undefined,
    tolerations: tolerations.map((t) => ({ value: '', ...t, hasValue: t.value !== undefined })),
    pullSecrets: config.kubernetes.imagePullSecrets.map(chartText),
    security: values.securityContext && {
      pod: values.securityContext,
      container: values.containerSecurityContext,
    },
    bindSecurity: securityContexts(config)?.inferencePod,
    budgets: values.podDisruptionBudgets,
    several: config.weaviate.replicas > 1,
    postRendered: inferencePatch(config) !== undefined,
    furtherModules: config.weaviate.modules
      .filter((name) => name !== BIND_MODULE)
      .map((name) => ({ name, ...furtherModule(name, config.weaviate.env) })),
  });
  return checkedText(VALUES_FILE, text, parse, values);
}
