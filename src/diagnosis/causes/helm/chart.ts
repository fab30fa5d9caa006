import { CHART_REPOSITORY } from '../../../facts/versions.ts';
import { shellWord } from '../../../formats/quoting.ts';
import { type Cause, type DiagnosisContext, fromOutput, type OutputLines } from '../../cause.ts';

/** The values file to validate. */
function valuesFile({ observation }: DiagnosisContext): string {
  return observation.command?.file ?? 'values.yaml';
}

/** helm 3 or 4 cannot use the chart, its repository or the values. */
export const CHART_CAUSES: readonly Cause<OutputLines>[] = [
  fromOutput(
    'chart-repository-unreachable',
    /looks like "(?<url>[^"]+)" is not a valid chart repository or cannot be reached: (?<why>.+)/,
    ({ group }) => ({
      message: `the chart repository ${group('url')} cannot be reached`,
      cause: `helm says: ${group('why')}.`,
      suggestion:
        'check the network and try again, or use a local chart: bindstack up --target helm --chart PATH',
    }),
  ),
  fromOutput('chart-repository-unknown', /repo (?<name>\S+) not found/, ({ group }) => ({
    message: `helm does not know the chart repository ${group('name')}`,
    cause: 'A repository must be added before it can be used by name.',
    suggestion: `helm repo add ${group('name')} ${CHART_REPOSITORY}`,
  })),
  fromOutput(
    'chart-version-unknown',
    /chart "(?<name>[^"]+)" matching (?<version>\S+) not found|no chart version found for (?<other>\S+)/,
    ({ group }) => ({
      message: `the repository has no chart ${group('name') || group('other')}${group('version') === '' ? '' : ` with version ${group('version')}`}`,
      cause: 'The repository index does not list it; your local copy of the index may be out of date.',
      suggestion: 'helm repo update, or fix --chart-version',
    }),
  ),
  fromOutput(
    'chart-missing',
    /non-absolute URLs should be in form of repo_name\/path_to_chart, got: (?<path>\S+)|path "(?<other>[^"]+)" not found|(?<file>Chart\.yaml) file is missing/,
    ({ group }) => ({
      message: `there is no chart at ${group('path') || group('other') || 'the given path'}`,
      cause: 'A chart is a directory with a Chart.yaml, or a .tgz archive of one.',
      suggestion: 'fix --chart PATH, or leave it out to use the chart from its repository',
    }),
  ),
  fromOutput(
    'kubernetes-too-old',
    /chart requires kubeVersion: (?<wanted>.+?) which is incompatible with Kubernetes (?<version>\S+)/,
    ({ group }) => ({
      message: `the chart does not support Kubernetes ${group('version')}`,
      cause: `It requires Kubernetes ${group('wanted')}.`,
      suggestion: 'use another --chart-version, or another cluster',
    }),
  ),
  fromOutput(
    'values-missing',
    /^Error: (?:\w+ FAILED: )?open (?<file>\S+): no such file or directory/,
    ({ group }) => ({
      message: `the file ${group('file')} does not exist`,
      cause: 'It was passed to helm as a values file.',
      suggestion:
        'bindstack generate --target helm, which writes values.yaml; choose the directory of the file with --cwd DIR',
    }),
  ),
  fromOutput('bad-values', /failed to parse (?<file>\S+): (?<why>.+)/, ({ group }) => ({
    message: `${group('file')} is not valid YAML`,
    cause: `helm says: ${group('why')}.`,
    suggestion: `bindstack validate ${shellWord(group('file'))}, which shows the line`,
  })),
  fromOutput('bad-values', /values don't meet the specifications of the schema/, ({ line }, context) => ({
    message: `the chart rejects ${context.observation.command?.file ?? 'the values'}`,
    cause: `helm says: ${line}.`,
    suggestion: `bindstack validate ${shellWord(valuesFile(context))}, which shows what is wrong`,
  })),
  fromOutput(
    'chart-template',
    // helm 4 gives the reason in the following lines.
    /execution error at \((?<at>[^)]+)\): (?<said>.+)|template: (?<template>[^:\s]+:\d+)(?::\d+)?: (?<why>.+)|^Error: (?:\w+ FAILED: )?(?<bare>\S+\/templates\/[^:\s]+:\d+)(?::\d+)?$/,
    ({ group }, context) => ({
      message: `the chart cannot be rendered with ${context.observation.command?.file ?? 'these values'}`,
      cause: `At ${group('at') || group('template') || group('bare')}: ${group('said') || group('why') || 'a value does not have the type that the chart expects'}.`,
      suggestion: `bindstack validate ${shellWord(valuesFile(context))}; keys set to null break the chart`,
    }),
  ),
];
