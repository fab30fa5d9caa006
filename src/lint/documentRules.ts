import type { Problem, RuleText } from './rule.ts';

/** What can be wrong with any file, before the rules of its kind look at it. */
export const DOCUMENT_RULES = [
  {
    id: 'unreadable-file',
    severity: 'error',
    summary: 'The file cannot be read, or is of no kind that is understood.',
    why: 'It does not exist, may not be read, is a directory, is empty, is not text, is larger than any such file, or holds nothing that tells what it is.',
    fix: 'Name a Compose file, a values file of the Weaviate chart, a bindstack.yaml or a collection definition; `--kind` says which it is.',
    evidence: 'what the file system and the parser answer',
  },
  {
    id: 'yaml-syntax',
    severity: 'error',
    summary: 'The file is not YAML (or JSON) that Compose, Helm or Weaviate could read.',
    why: 'The programs that read it refuse the whole file.',
    fix: 'Mend the place that is shown; what follows it may be misread until then.',
    evidence: 'YAML 1.2, https://yaml.org/spec/1.2.2/',
  },
  {
    id: 'duplicate-key',
    severity: 'error',
    summary: 'A key stands twice in the same block.',
    why: 'Compose refuses the file; Helm and JSON readers silently keep the last value.',
    fix: 'Remove one of the two, or merge them.',
    evidence: 'measured with Docker Compose 2.26.1: mapping key already defined',
  },
  {
    id: 'disable-comment',
    severity: 'info',
    summary: 'A bindstack-disable-next-line comment names a rule that does not exist.',
    why: 'It disables nothing.',
    fix: 'Name a rule of `bindstack validate --list-rules`.',
    evidence: 'the list of rules',
  },
  {
    id: 'compose-variable',
    severity: 'error',
    summary: 'A `${` that begins no variable.',
    why: 'Compose refuses the whole file: `invalid interpolation format`.',
    fix: `Write \`\${NAME}\`, or a literal \`$\` as \`$$\`.`,
    evidence: 'measured with Docker Compose 2.26.1; Compose Specification, interpolation',
  },
  {
    id: 'compose-include-conflict',
    severity: 'error',
    summary: 'A file defines again what a file that it includes defines.',
    why: 'Compose refuses the project: `services.weaviate conflicts with imported resource`. What is included cannot be changed in the file that includes it.',
    fix: 'Change it in the included file, or in an override file: `include: [{path: [vectors.yml, mine.yml]}]`, or compose.override.yaml.',
    evidence: 'measured with Docker Compose 2.26.1; compose-go loader/include.go',
  },
  {
    id: 'compose-schema',
    severity: 'error',
    summary: 'A key that Compose does not know, or a value of the wrong type.',
    why: 'Compose refuses the whole file: `additional properties … not allowed`, `must be a …`.',
    fix: 'Correct the key or the value; keys of your own begin with `x-`. A service that is not indented belongs under `services`.',
    evidence: 'Compose Specification, schema/compose-spec.json',
  },
  {
    id: 'values-schema',
    severity: 'error',
    summary: 'A value of the wrong type in the values of the chart.',
    why: 'The chart has no schema: Helm renders the value as it is, and the cluster refuses the manifest or reads something else.',
    fix: 'Give the value the type that is named.',
    evidence: 'weaviate-helm 17.8.3, values.yaml and templates',
  },
  {
    id: 'values-unknown-key',
    severity: 'warning',
    summary: 'A key that the chart does not read.',
    why: 'The chart has no schema, so Helm drops the key without a word, and what it should have done does not happen.',
    fix: 'Correct the key; what the chart cannot express needs a post-renderer.',
    evidence: 'weaviate-helm 17.8.3, measured with helm template: the key changes nothing',
  },
  {
    id: 'values-elsewhere',
    severity: 'info',
    summary: 'Values of a release that are in a file or object that is not read here.',
    why: 'A manifest of Argo CD, Flux, Helmfile or k3s can name files, ConfigMaps and Secrets with values. They are merged with those that are written in it, so what is missing here may be there.',
    fix: 'Validate the values that are named too.',
    evidence: 'Argo CD, Flux, Helmfile and k3s documentation: valueFiles, valuesFrom, values, valuesSecrets',
  },
  {
    id: 'collection-schema',
    severity: 'error',
    summary: 'A collection definition that Weaviate refuses.',
    why: 'Weaviate answers 422, or a value of the wrong type is stored and never used.',
    fix: 'Give the value the type that is named.',
    evidence: 'Weaviate REST API, /v1/schema; measured with 1.38.11',
  },
  {
    id: 'config-file',
    severity: 'error',
    summary: 'A bindstack.yaml that bindstack refuses.',
    why: 'Unknown keys and bad values are errors, so that a slip of the pen is not a silent default.',
    fix: 'Correct the key or value; `bindstack config schema` lists all of them.',
    evidence: "bindstack's option table",
  },
] as const satisfies readonly RuleText[];

export type DocumentRuleId = (typeof DOCUMENT_RULES)[number]['id'];

/** A problem of one of the rules for any file, which are checked together. */
export type NamedProblem = Problem & { readonly rule: DocumentRuleId };
