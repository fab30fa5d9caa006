import type { Rule } from '../rule.ts';
import { WEAVIATE_RULES_OF_COMPOSE } from '../weaviate/weaviateRules.ts';
import type { ComposeProject } from './project.ts';
import { anonymousPublic } from './rules/anonymousPublic.ts';
import { apiKeyList } from './rules/apiKeyList.ts';
import { apiKeyLiteral } from './rules/apiKeyLiteral.ts';
import { backupPath } from './rules/backupPath.ts';
import { bindApiHost } from './rules/bindApiHost.ts';
import { bindApiLocalhost } from './rules/bindApiLocalhost.ts';
import { bindApiMissing } from './rules/bindApiMissing.ts';
import { bindApiNetwork } from './rules/bindApiNetwork.ts';
import { bindApiPath } from './rules/bindApiPath.ts';
import { bindApiPort } from './rules/bindApiPort.ts';
import { bindApiScheme } from './rules/bindApiScheme.ts';
import { bindWaitForStartup } from './rules/bindWaitForStartup.ts';
import { clientTimeout } from './rules/clientTimeout.ts';
import { clientTimeoutCut } from './rules/clientTimeoutCut.ts';
import { clusterHostname } from './rules/clusterHostname.ts';
import { composeVersionKey } from './rules/composeVersionKey.ts';
import { corsOrigin } from './rules/corsOrigin.ts';
import { cudaValue } from './rules/cudaValue.ts';
import { cudaWithoutDevice } from './rules/cudaWithoutDevice.ts';
import { dataPath } from './rules/dataPath.ts';
import { defaultVectorizer } from './rules/defaultVectorizer.ts';
import { dependsOnHealthy } from './rules/dependsOnHealthy.ts';
import { deviceRequest } from './rules/deviceRequest.ts';
import { deviceWithoutCuda } from './rules/deviceWithoutCuda.ts';
import { grpcNotPublished } from './rules/grpcNotPublished.ts';
import { healthCheckLocalhost } from './rules/healthCheckLocalhost.ts';
import { healthCheckMissing } from './rules/healthCheckMissing.ts';
import { healthCheckPort } from './rules/healthCheckPort.ts';
import { healthCheckSavesFile } from './rules/healthCheckSavesFile.ts';
import { healthCheckStartPeriod } from './rules/healthCheckStartPeriod.ts';
import { healthCheckTool } from './rules/healthCheckTool.ts';
import { imageTag } from './rules/imageTag.ts';
import { inferenceCommand } from './rules/inferenceCommand.ts';
import { inferenceMemoryLow } from './rules/inferenceMemoryLow.ts';
import { inferenceMemoryUnlimited } from './rules/inferenceMemoryUnlimited.ts';
import { inferenceNoRestart } from './rules/inferenceNoRestart.ts';
import { inferenceProfile } from './rules/inferenceProfile.ts';
import { inferencePublished } from './rules/inferencePublished.ts';
import { inferenceReadOnly } from './rules/inferenceReadOnly.ts';
import { internalPort } from './rules/internalPort.ts';
import { limitResources } from './rules/limitResources.ts';
import { literalDollar } from './rules/literalDollar.ts';
import { moduleMisspelt } from './rules/moduleMisspelt.ts';
import { moduleNotEnabled } from './rules/moduleNotEnabled.ts';
import { moduleUnknown } from './rules/moduleUnknown.ts';
import { moduleVariables } from './rules/moduleVariables.ts';
import { portWithoutListener } from './rules/portWithoutListener.ts';
import { raftJoin } from './rules/raftJoin.ts';
import { rbacAnonymous } from './rules/rbacAnonymous.ts';
import { resourceConflict } from './rules/resourceConflict.ts';
import { restartOnFailureZero } from './rules/restartOnFailureZero.ts';
import { undefinedReference } from './rules/undefinedReference.ts';
import { validateBaseUrl } from './rules/validateBaseUrl.ts';
import { weaviateArguments } from './rules/weaviateArguments.ts';
import { weaviateMemoryUnlimited } from './rules/weaviateMemoryUnlimited.ts';
import { weaviateVersionOld } from './rules/weaviateVersionOld.ts';

/** The rules for this kind of file, in the order of the documentation. */
export const COMPOSE_RULES: readonly Rule<ComposeProject>[] = [
  moduleNotEnabled,
  moduleMisspelt,
  bindApiMissing,
  moduleUnknown,
  moduleVariables,
  bindApiScheme,
  bindApiPath,
  bindApiHost,
  bindApiLocalhost,
  bindApiNetwork,
  bindApiPort,
  inferenceMemoryLow,
  inferenceMemoryUnlimited,
  weaviateMemoryUnlimited,
  resourceConflict,
  cudaValue,
  cudaWithoutDevice,
  deviceWithoutCuda,
  deviceRequest,
  healthCheckMissing,
  healthCheckTool,
  healthCheckSavesFile,
  healthCheckPort,
  healthCheckLocalhost,
  healthCheckStartPeriod,
  dependsOnHealthy,
  undefinedReference,
  inferenceProfile,
  restartOnFailureZero,
  inferenceNoRestart,
  inferenceReadOnly,
  inferenceCommand,
  dataPath,
  backupPath,
  clusterHostname,
  raftJoin,
  weaviateArguments,
  anonymousPublic,
  corsOrigin,
  inferencePublished,
  portWithoutListener,
  internalPort,
  grpcNotPublished,
  apiKeyList,
  apiKeyLiteral,
  literalDollar,
  rbacAnonymous,
  clientTimeout,
  clientTimeoutCut,
  validateBaseUrl,
  bindWaitForStartup,
  defaultVectorizer,
  limitResources,
  ...WEAVIATE_RULES_OF_COMPOSE,
  weaviateVersionOld,
  imageTag,
  composeVersionKey,
];
