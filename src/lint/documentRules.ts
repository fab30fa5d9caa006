import type { Problem, RuleText } from './rule.ts';

/** The rules about a document as a whole: syntax, schema and comments. They run before the rules of its kind. */
export const DOCUMENT_RULES = [
  {
    id: 'unreadable-file',
    severity: 'error',
    summary: 'The file cannot be read, or its kind is not recognized.',
    why: 'It does not exist, is not readable, is a directory, is empty, is not text, is too large, or its content does not show what kind of file it is.',
    fix: 'Pass a Compose file, a values file of the Weaviate chart, a bindstack.yaml or a collection definition; set its kind with `--kind` if needed.',
    evidence: 'Errors of the file system and the parser',
  },
  {
    id: 'yaml-syntax',
    severity: 'error',
    summary: 'The file is not valid YAML or JSON.',
    why: 'Compose, Helm and Weaviate reject the whole file.',
    fix: 'Fix the syntax at the reported place. Anything after it may be misread until then.',
    evidence: 'YAML 1.2, https://yaml.org/spec/1.2.2/',
  },
  {
    id: 'duplicate-key',
    severity: 'error',
    summary: 'A key appears twice in the same block.',
    why: 'Compose rejects the file; Helm and JSON parsers silently keep the last value.',
    fix: 'Remove one of the two, or merge them.',
    evidence: 'Measured with Docker Compose 2.26.1: mapping key already defined',
  },
  {
    id: 'disable-comment',
    severity: 'info',
    summary: 'A bindstack-disable-next-line comment names a rule that does not exist.',
    why: 'The comment has no effect.',
    fix: 'Use a rule ID from `bindstack validate --list-rules`.',
    evidence: 'The list of rules',
  },
  {
    id: 'compose-variable',
    severity: 'error',
    summary: 'A `${` does not start a valid variable.',
    why: 'Compose rejects the whole file: `invalid interpolation format`.',
    fix: `Write \`\${NAME}\`, or \`$$\` for a literal \`$\`.`,
    evidence: 'Measured with Docker Compose 2.26.1; Compose Specification, interpolation',
  },
  {
    id: 'compose-include-conflict',
    severity: 'error',
    summary: 'A file redefines something from a file that it includes.',
    why: 'Compose rejects the project: `services.weaviate conflicts with imported resource`. A file cannot change what it includes.',
    fix: 'Change it in the included file, or in an override file: `include: [{path: [vectors.yml, mine.yml]}]`, or compose.override.yaml.',
    evidence: 'Measured with Docker Compose 2.26.1; compose-go loader/include.go',
  },
  {
    id: 'compose-schema',
    severity: 'error',
    summary: 'Compose does not know a key, or a value has the wrong type.',
    why: 'Compose rejects the whole file: `additional properties … not allowed`, `must be a …`.',
    fix: 'Correct the key or the value. Custom keys start with `x-`, and a service at the top level belongs under `services`.',
    evidence: 'Compose Specification, schema/compose-spec.json',
  },
  {
    id: 'values-schema',
    severity: 'error',
    summary: 'A chart value has the wrong type.',
    why: 'The chart has no schema: Helm renders the value as it is, and the cluster rejects the manifest or reads a different value.',
    fix: 'Use a value of the expected type.',
    evidence: 'weaviate-helm 17.8.3, values.yaml and templates',
  },
  {
    id: 'values-unknown-key',
    severity: 'warning',
    summary: 'The chart does not read a key.',
    why: 'The chart has no schema, so Helm silently ignores the key: it has no effect.',
    fix: 'Correct the key. A setting that the chart does not have requires a post-renderer.',
    evidence: 'weaviate-helm 17.8.3, measured with helm template: the key changes nothing',
  },
  {
    id: 'values-elsewhere',
    severity: 'info',
    summary: 'Some values of the release are in a file or object that bindstack does not read.',
    why: 'A manifest of Argo CD, Flux, Helmfile or k3s can refer to files, ConfigMaps and Secrets with values. They are merged with the values in the manifest, so a setting that seems to be missing may be there.',
    fix: 'Validate those values too.',
    evidence: 'Argo CD, Flux, Helmfile and k3s documentation: valueFiles, valuesFrom, values, valuesSecrets',
  },
  {
    id: 'collection-schema',
    severity: 'error',
    summary: 'Weaviate rejects the collection definition.',
    why: 'Weaviate responds with 422, or stores a value of the wrong type and never uses it.',
    fix: 'Use a value that Weaviate accepts; the message says which.',
    evidence: 'Weaviate REST API, /v1/schema; measured with 1.38.11',
  },
  {
    id: 'config-file',
    severity: 'error',
    summary: 'The bindstack.yaml has an unknown key or an invalid value.',
    why: 'Unknown keys and invalid values are errors, so a typo never silently falls back to the default.',
    fix: 'Correct the key or the value; `bindstack config schema` prints the valid ones.',
    evidence: "bindstack's option table",
  },
] as const satisfies readonly RuleText[];

export type DocumentRuleId = (typeof DOCUMENT_RULES)[number]['id'];

/** A problem found by one of these rules. */
export type NamedProblem = Problem & { readonly rule: DocumentRuleId };
