import { CHART_REPOSITORY } from '../../../facts/versions.ts';
import { type Cause, type DiagnosisContext, fromOutput, type OutputLines } from '../../cause.ts';

/** The file to look at. */
function valuesFile({ observation }: DiagnosisContext): string {
  return observation.command?.file ?? 'values.yaml';
}

/** What helm 3 and 4 say of the chart, its repository and the values. */
export const CHART_CAUSES: readonly Cause<OutputLines>[] = [
  fromOutput(
    'chart-repository-unreachable',
    /looks like "(?<url>[^"]+)" is not a valid chart repository or cannot be reached: (?<why>.+)/,
    ({ group }) => ({
      message: `the chart repository ${group('url')} cannot be reached`,
      cause: `helm says: ${group('why')}.`,
      suggestion:
        'try again with a network, or use a chart on this machine: bindstack up --target helm --chart PATH',
    }),
  ),
  fromOutput('chart-repository-unknown', /repo (?<name>\S+) not found/, ({ group }) => ({
    message: `helm knows no chart repository ${group('name')}`,
    cause: 'A repository must be added before it is used by name.',
    suggestion: `helm repo add ${group('name')} ${CHART_REPOSITORY}`,
  })),
  fromOutput(
    'chart-version-unknown',
    /chart "(?<name>[^"]+)" matching (?<version>\S+) not found|no chart version found for (?<other>\S+)/,
    ({ group }) => ({
      message: `there is no chart ${group('name') || group('other')}${group('version') === '' ? '' : ` of version ${group('version')}`}`,
      cause: 'The index of the repository does not list it; the local copy of the index may be old.',
      suggestion: 'helm repo update, or mend --chart-version',
    }),
  ),
  fromOutput(
    'chart-missing',
    /non-absolute URLs should be in form of repo_name\/path_to_chart, got: (?<path>\S+)|path "(?<other>[^"]+)" not found|(?<file>Chart\.yaml) file is missing/,
    ({ group }) => ({
      message: `there is no chart at ${group('path') || group('other') || 'the path that was given'}`,
      cause: 'A chart is a folder with a Chart.yaml, or a .tgz of one.',
      suggestion: 'mend --chart PATH, or leave it out: the chart then comes from its repository',
    }),
  ),
  fromOutput(
    'kubernetes-too-old',
    /chart requires kubeVersion: (?<wanted>.+?) which is incompatible with Kubernetes (?<version>\S+)/,
    ({ group }) => ({
      message: `the chart does not run on Kubernetes ${group('version')}`,
      cause: `It asks for ${group('wanted')}.`,
      suggestion: 'another --chart-version, or another cluster',
    }),
  ),
  fromOutput(
    'values-missing',
    /^Error: (?:\w+ FAILED: )?open (?<file>\S+): no such file or directory/,
    ({ group }) => ({
      message: `there is no file ${group('file')}`,
      cause: 'helm was given it as values.',
      suggestion:
        'bindstack generate --target helm writes values.yaml; --cwd DIR for the directory that has one',
    }),
  ),
  fromOutput('bad-values', /failed to parse (?<file>\S+): (?<why>.+)/, ({ group }) => ({
    message: `${group('file')} is no YAML`,
    cause: `helm says: ${group('why')}.`,
    suggestion: `bindstack validate ${group('file')} shows the line`,
  })),
  fromOutput('bad-values', /values don't meet the specifications of the schema/, ({ line }, context) => ({
    message: `the chart does not take ${context.observation.command?.file ?? 'the values'}`,
    cause: `helm says: ${line}.`,
    suggestion: `bindstack validate ${valuesFile(context)} shows what is wrong`,
  })),
  fromOutput(
    'chart-template',
    // Of helm 4 the words stand in the next lines.
    /execution error at \((?<at>[^)]+)\): (?<said>.+)|template: (?<template>[^:\s]+:\d+)(?::\d+)?: (?<why>.+)|^Error: (?:\w+ FAILED: )?(?<bare>\S+\/templates\/[^:\s]+:\d+)(?::\d+)?$/,
    ({ group }, context) => ({
      message: `the chart cannot be rendered with ${context.observation.command?.file ?? 'these values'}`,
      cause: `At ${group('at') || group('template') || group('bare')}: ${group('said') || group('why') || 'a value is not of the kind that the chart expects'}.`,
      suggestion: `bindstack validate ${valuesFile(context)}; keys that are set to null break the chart`,
    }),
  ),
];
