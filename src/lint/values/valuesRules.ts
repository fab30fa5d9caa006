import type { Rule } from '../rule.ts';
import { WEAVIATE_RULES_OF_VALUES } from '../weaviate/weaviateRules.ts';
import type { ChartValues } from './chartValues.ts';
import { anonymousEnv } from './rules/anonymousEnv.ts';
import { missingArguments } from './rules/arguments.ts';
import { valuesBackupPath } from './rules/backupPath.ts';
import { backupReplicas } from './rules/backupReplicas.ts';
import { bareText } from './rules/bareText.ts';
import { valuesClientTimeout } from './rules/clientTimeout.ts';
import { valuesClusterHostname } from './rules/clusterHostname.ts';
import { valuesCorsOrigin } from './rules/corsOrigin.ts';
import { cudaWithoutGpu } from './rules/cudaWithoutGpu.ts';
import { customConfigMap } from './rules/customConfigMap.ts';
import { valuesDefaultVectorizer } from './rules/defaultVectorizer.ts';
import { disruptionBudget } from './rules/disruptionBudget.ts';
import { envNumber } from './rules/envNumber.ts';
import { envTwice } from './rules/envTwice.ts';
import { flagText } from './rules/flagText.ts';
import { gpuRequest } from './rules/gpuRequest.ts';
import { gpuRollingUpdate } from './rules/gpuRollingUpdate.ts';
import { gpuWithoutCuda } from './rules/gpuWithoutCuda.ts';
import { valuesImageTag } from './rules/imageTag.ts';
import { valuesInferenceMemoryLow } from './rules/inferenceMemoryLow.ts';
import { inferenceMemoryMissing } from './rules/inferenceMemoryMissing.ts';
import { inferenceUrl } from './rules/inferenceUrl.ts';
import { inferenceUrlIgnored } from './rules/inferenceUrlIgnored.ts';
import { inferenceUser } from './rules/inferenceUser.ts';
import { keyBlanks } from './rules/keyBlanks.ts';
import { keyLiteral } from './rules/keyLiteral.ts';
import { keyUsers } from './rules/keyUsers.ts';
import { livenessEarly } from './rules/livenessEarly.ts';
import { metricsText } from './rules/metricsText.ts';
import { valuesModuleMisspelt } from './rules/moduleMisspelt.ts';
import { valuesModuleUnknown } from './rules/moduleUnknown.ts';
import { valuesModuleVariables } from './rules/moduleVariables.ts';
import { noAuthentication } from './rules/noAuthentication.ts';
import { nonRootUser } from './rules/nonRootUser.ts';
import { nullValue } from './rules/null.ts';
import { priorityIgnored } from './rules/priorityIgnored.ts';
import { publicAnonymous } from './rules/publicAnonymous.ts';
import { pullSecretMap } from './rules/pullSecretMap.ts';
import { quantity } from './rules/quantity.ts';
import { valuesRaftJoin } from './rules/raftJoin.ts';
import { raftVoters } from './rules/raftVoters.ts';
import { rbacAdminList } from './rules/rbacAdminList.ts';
import { valuesRbacAnonymous } from './rules/rbacAnonymous.ts';
import { readinessLate } from './rules/readinessLate.ts';
import { readonlyUsers } from './rules/readonlyUsers.ts';
import { replicasTwo } from './rules/replicasTwo.ts';
import { replicationFactor } from './rules/replicationFactor.ts';
import { replicationMissing } from './rules/replicationMissing.ts';
import { requestAboveLimit } from './rules/requestAboveLimit.ts';
import { sameName } from './rules/sameName.ts';
import { securityContextLevel } from './rules/securityContextLevel.ts';
import { serverTimeouts } from './rules/serverTimeouts.ts';
import { serviceMonitor } from './rules/serviceMonitor.ts';
import { sysctlNonRoot } from './rules/sysctlNonRoot.ts';
import { sysctlPrivileged } from './rules/sysctlPrivileged.ts';
import { valuesValidateBaseUrl } from './rules/validateBaseUrl.ts';
import { waitForStartup } from './rules/waitForStartup.ts';
import { valuesWeaviateMemoryUnlimited } from './rules/weaviateMemoryUnlimited.ts';
import { weaviateVersion } from './rules/weaviateVersion.ts';

/** The rules for this kind of file, in the order of the documentation: the model, its pod, access, Weaviate. */
export const VALUES_RULES: readonly Rule<ChartValues>[] = [
  valuesModuleMisspelt,
  flagText,
  nullValue,
  quantity,
  valuesInferenceMemoryLow,
  inferenceMemoryMissing,
  valuesWeaviateMemoryUnlimited,
  requestAboveLimit,
  readinessLate,
  livenessEarly,
  inferenceUrl,
  inferenceUrlIgnored,
  valuesDefaultVectorizer,
  valuesModuleUnknown,
  valuesModuleVariables,
  sameName,
  cudaWithoutGpu,
  gpuWithoutCuda,
  gpuRequest,
  bareText,
  gpuRollingUpdate,
  inferenceUser,
  nonRootUser,
  securityContextLevel,
  sysctlNonRoot,
  sysctlPrivileged,
  pullSecretMap,
  priorityIgnored,
  disruptionBudget,
  anonymousEnv,
  noAuthentication,
  publicAnonymous,
  valuesCorsOrigin,
  valuesRbacAnonymous,
  rbacAdminList,
  readonlyUsers,
  keyBlanks,
  keyUsers,
  keyLiteral,
  customConfigMap,
  missingArguments,
  envTwice,
  envNumber,
  waitForStartup,
  valuesClientTimeout,
  serverTimeouts,
  valuesValidateBaseUrl,
  metricsText,
  serviceMonitor,
  valuesBackupPath,
  backupReplicas,
  valuesClusterHostname,
  raftVoters,
  valuesRaftJoin,
  replicasTwo,
  replicationFactor,
  replicationMissing,
  ...WEAVIATE_RULES_OF_VALUES,
  valuesImageTag,
  weaviateVersion,
];
