import type { Rule } from '../../rule.ts';
import { WEAVIATE_RULES_OF_VALUES } from '../../weaviate/weaviateRules.ts';
import type { ChartValues } from '../chartValues.ts';
import { anonymousEnv } from './anonymousEnv.ts';
import { argumentsIncomplete } from './argumentsIncomplete.ts';
import { backupPath } from './backupPath.ts';
import { bareText } from './bareText.ts';
import { clientTimeout } from './clientTimeout.ts';
import { clusterHostname } from './clusterHostname.ts';
import { corsOrigin } from './corsOrigin.ts';
import { cudaWithoutGpu } from './cudaWithoutGpu.ts';
import { customConfigMap } from './customConfigMap.ts';
import { defaultVectorizer } from './defaultVectorizer.ts';
import { disruptionBudget } from './disruptionBudget.ts';
import { envNumber } from './envNumber.ts';
import { envTwice } from './envTwice.ts';
import { flagText } from './flagText.ts';
import { gpuRequest } from './gpuRequest.ts';
import { gpuRollingUpdate } from './gpuRollingUpdate.ts';
import { gpuWithoutCuda } from './gpuWithoutCuda.ts';
import { imageTag } from './imageTag.ts';
import { inferenceMemoryLow } from './inferenceMemoryLow.ts';
import { inferenceMemoryMissing } from './inferenceMemoryMissing.ts';
import { inferenceUrl } from './inferenceUrl.ts';
import { inferenceUrlIgnored } from './inferenceUrlIgnored.ts';
import { inferenceUser } from './inferenceUser.ts';
import { keyBlanks } from './keyBlanks.ts';
import { keyLiteral } from './keyLiteral.ts';
import { keyUsers } from './keyUsers.ts';
import { livenessEarly } from './livenessEarly.ts';
import { metricsText } from './metricsText.ts';
import { moduleMisspelt } from './moduleMisspelt.ts';
import { moduleUnknown } from './moduleUnknown.ts';
import { moduleVariables } from './moduleVariables.ts';
import { noAuthentication } from './noAuthentication.ts';
import { nonRootUser } from './nonRootUser.ts';
import { nullBlock } from './nullBlock.ts';
import { priorityIgnored } from './priorityIgnored.ts';
import { publicAnonymous } from './publicAnonymous.ts';
import { pullSecretMap } from './pullSecretMap.ts';
import { quantity } from './quantity.ts';
import { raftJoin } from './raftJoin.ts';
import { raftVoters } from './raftVoters.ts';
import { rbacAdminList } from './rbacAdminList.ts';
import { rbacAnonymous } from './rbacAnonymous.ts';
import { readinessLate } from './readinessLate.ts';
import { readonlyUsers } from './readonlyUsers.ts';
import { replicasTwo } from './replicasTwo.ts';
import { replicationFactor } from './replicationFactor.ts';
import { replicationMissing } from './replicationMissing.ts';
import { requestAboveLimit } from './requestAboveLimit.ts';
import { sameName } from './sameName.ts';
import { securityContextLevel } from './securityContextLevel.ts';
import { serverTimeouts } from './serverTimeouts.ts';
import { serviceMonitor } from './serviceMonitor.ts';
import { sysctlNonRoot } from './sysctlNonRoot.ts';
import { sysctlPrivileged } from './sysctlPrivileged.ts';
import { validateBaseUrl } from './validateBaseUrl.ts';
import { waitForStartup } from './waitForStartup.ts';
import { weaviateMemoryUnlimited } from './weaviateMemoryUnlimited.ts';
import { weaviateVersion } from './weaviateVersion.ts';

/** The rules for this kind of file, in the order of the documentation: the model, its pod, who may do what, Weaviate. */
export const VALUES_RULES: readonly Rule<ChartValues>[] = [
  moduleMisspelt,
  flagText,
  nullBlock,
  quantity,
  inferenceMemoryLow,
  inferenceMemoryMissing,
  weaviateMemoryUnlimited,
  requestAboveLimit,
  readinessLate,
  livenessEarly,
  inferenceUrl,
  inferenceUrlIgnored,
  defaultVectorizer,
  moduleUnknown,
  moduleVariables,
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
  corsOrigin,
  rbacAnonymous,
  rbacAdminList,
  readonlyUsers,
  keyBlanks,
  keyUsers,
  keyLiteral,
  customConfigMap,
  argumentsIncomplete,
  envTwice,
  envNumber,
  waitForStartup,
  clientTimeout,
  serverTimeouts,
  validateBaseUrl,
  metricsText,
  serviceMonitor,
  backupPath,
  clusterHostname,
  raftVoters,
  raftJoin,
  replicasTwo,
  replicationFactor,
  replicationMissing,
  ...WEAVIATE_RULES_OF_VALUES,
  imageTag,
  weaviateVersion,
];
