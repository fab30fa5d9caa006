/** Messages and their codes. Measured with helm 3.18 and 4.1 and kubectl 1.35, or as these programs are known to word them. */
export const HELM_CASES: readonly (readonly [said: string, code: string])[] = [
  ['zsh: command not found: helm', 'no-helm'],
  ['sh: 1: kubectl: not found', 'no-kubectl'],
  [
    'Error: looks like "https://weaviate.github.io/weaviate-helm" is not a valid chart repository or cannot be reached: Get "https://weaviate.github.io/weaviate-helm/index.yaml": dial tcp: lookup weaviate.github.io on DNS: no such host',
    'chart-repository-unreachable',
  ],
  // helm 4.1.4, after kubectl scale.
  [
    'Error: UPGRADE FAILED: conflict occurred while applying object q2/weaviate apps/v1, Kind=StatefulSet: Apply failed with 1 conflict: conflict with "kubectl" with subresource "scale" using apps/v1: .spec.replicas',
    'field-conflict',
  ],
  ['Error: repo weaviate not found', 'chart-repository-unknown'],
  [
    `Error: chart "weaviate" matching 99.0.0 not found in weaviate index. (try 'helm repo update'): no chart version found for weaviate-99.0.0`,
    'chart-version-unknown',
  ],
  ['Error: non-absolute URLs should be in form of repo_name/path_to_chart, got: nosuchdir', 'chart-missing'],
  [
    'Error: INSTALLATION FAILED: chart requires kubeVersion: >=1.40.0-0 which is incompatible with Kubernetes v1.34.0',
    'kubernetes-too-old',
  ],
  ['Error: open nosuch.yaml: no such file or directory', 'values-missing'],
  [
    "Error: failed to parse bad.yaml: error converting YAML to JSON: yaml: line 1: did not find expected ',' or ']'",
    'bad-values',
  ],
  [
    "Error: failed to parse bad.yaml: cannot unmarshal yaml document: error converting YAML to JSON: yaml: line 1: did not find expected ',' or ']'",
    'bad-values',
  ],
  [`Error: values don't meet the specifications of the schema(s) in the following chart(s):`, 'bad-values'],
  // helm 4.1.4 with `storage: none`; the lines after it say more.
  ['Error: weaviate/templates/weaviateStatefulset.yaml:540:28', 'chart-template'],
  // The same of an upgrade, with `service: null`.
  ['Error: UPGRADE FAILED: weaviate/templates/weaviateStatefulset.yaml:15:25', 'chart-template'],
  [
    'Error: template: weaviate/templates/weaviateStatefulset.yaml:12:4: executing "weaviate/templates/weaviateStatefulset.yaml" at <index>: error calling index: index of nil pointer',
    'chart-template',
  ],
  ['error: context "nosuch" does not exist', 'context-unknown'],
  ['Error in configuration: context was not found for specified context: nosuch', 'context-unknown'],
  [
    'Unable to connect to the server: x509: certificate has expired or is not yet valid: current time 2026-11-24T21:00:00Z is after 2026-11-23T00:00:00Z',
    'certificate-expired',
  ],
  [
    'Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority',
    'cluster-certificate',
  ],
  ['error: You must be logged in to the server (Unauthorized)', 'cluster-login'],
  [
    'Error from server (Forbidden): pods is forbidden: User "ann" cannot list resource "pods" in API group "" in the namespace "weaviate"',
    'cluster-forbidden',
  ],
  [
    'Error: INSTALLATION FAILED: Kubernetes cluster unreachable: Get "http://localhost:8080/version": dial tcp 127.0.0.1:8080: connect: connection refused',
    'cluster-unreachable',
  ],
  [
    'Error: kubernetes cluster unreachable: Get "http://localhost:8080/version": dial tcp 127.0.0.1:8080: connect: connection refused',
    'cluster-unreachable',
  ],
  [
    'The connection to the server localhost:8080 was refused - did you specify the right host or port?',
    'cluster-unreachable',
  ],
  [
    'Error: secrets "a" is forbidden: unable to create new content in namespace weaviate because it is being terminated',
    'namespace-terminating',
  ],
  ['Error: create: failed to create: namespaces "weaviate" not found', 'namespace-missing'],
  [
    'Error from server (Forbidden): pods "weaviate-0" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "weaviate" must set securityContext.allowPrivilegeEscalation=false)',
    'pod-security',
  ],
  [
    'pods "weaviate-0" is forbidden: exceeded quota: small, requested: limits.memory=4Gi, used: limits.memory=0, limited: limits.memory=1Gi',
    'quota-exceeded',
  ],
  ['pods "weaviate-0" is forbidden: failed quota: small: must specify limits.cpu', 'quota-exceeded'],
  [
    'pods "weaviate-0" is forbidden: maximum memory usage per Container is 1Gi, but limit is 4Gi',
    'limit-range',
  ],
  [
    'Internal error occurred: failed calling webhook "validate.kyverno.svc-fail": failed to call webhook: Post "https://kyverno-svc.kyverno.svc:443/validate/fail?timeout=10s": context deadline exceeded',
    'webhook-unreachable',
  ],
  [
    'admission webhook "validate.kyverno.svc-fail" denied the request: policy Deployment/default/bind for resource violation',
    'webhook-denied',
  ],
  [
    `Error creating: pods "weaviate-0" is forbidden: ValidatingAdmissionPolicy 'no-friday' with binding 'no-friday' denied request: not on a Friday`,
    'policy-denied',
  ],
  [
    'pods "weaviate-" is forbidden: error looking up service account weaviate/nosuch: serviceaccount "nosuch" not found',
    'service-account-missing',
  ],
  [
    'pods "bind-inference-1" is forbidden: pod rejected: RuntimeClass "nvidia" not found',
    'runtime-class-missing',
  ],
  ['pods "weaviate-0" is forbidden: no PriorityClass with name high was found', 'admission-refused'],
  ['Error: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress', 'release-busy'],
  ['Error: INSTALLATION FAILED: cannot re-use a name that is still in use', 'release-name-taken'],
  [
    'Error: INSTALLATION FAILED: release name check failed: cannot reuse a name that is still in use',
    'release-name-taken',
  ],
  ['Error: UPGRADE FAILED: "bindstack" has no deployed releases', 'release-failed'],
  [
    'Error: INSTALLATION FAILED: Unable to continue with install: Service "weaviate" in namespace "weaviate" exists and cannot be imported into the current release: invalid ownership metadata; label validation error: missing key "app.kubernetes.io/managed-by": must be set to "Helm"',
    'ownership-conflict',
  ],
  [
    `Error: UPGRADE FAILED: cannot patch "weaviate" with kind StatefulSet: StatefulSet.apps "weaviate" is invalid: spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden`,
    'statefulset-immutable',
  ],
  [
    'Error: UPGRADE FAILED: cannot patch "bind-inference" with kind Deployment: Deployment.apps "bind-inference" is invalid: spec.selector: Invalid value: {"matchLabels":{"app":"b"}}: field is immutable',
    'field-immutable',
  ],
  [
    'Error: unable to build kubernetes objects from release manifest: error validating "": error validating data: unknown object type "nil" in Secret.data.x',
    'manifest-invalid',
  ],
  ['Error: UPGRADE FAILED: context deadline exceeded', 'helm-timeout'],
  ['Error: UPGRADE FAILED: timed out waiting for the condition', 'helm-timeout'],
];
