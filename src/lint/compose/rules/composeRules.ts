import type { Rule } from '../../rule.ts';
import { WEAVIATE_RULES_OF_COMPOSE } from '../../weaviate/weaviateRules.ts';
import type { ComposeProject } from '../project.ts';
import { anonymousPublic } from './anonymousPublic.ts';
import { apiKeyList } from './apiKeyList.ts';
import { apiKeyLiteral } from './apiKeyLiteral.ts';
import { backupPath } from './backupPath.ts';
import { bindApiHost } from './bindApiHost.ts';
import { bindApiLocalhost } from './bindApiLocalhost.ts';
import { bindApiMissing } from './bindApiMissing.ts';
import { bindApiNetwork } from './bindApiNetwork.ts';
import { bindApiPath } from './bindApiPath.ts';
import { bindApiPort } from './bindApiPort.ts';
import { bindApiScheme } from './bindApiScheme.ts';
import { bindWaitForStartup } from './bindWaitForStartup.ts';
import { clientTimeout } from './clientTimeout.ts';
import { clientTimeoutCut } from './clientTimeoutCut.ts';
import { clusterHostname } from './clusterHostname.ts';
import { composeVersionKey } from './composeVersionKey.ts';
import { corsOrigin } from './corsOrigin.ts';
import { cudaValue } from './cudaValue.ts';
import { cudaWithoutDevice } from './cudaWithoutDevice.ts';
import { dataPath } from './dataPath.ts';
import { defaultVectorizer } from './defaultVectorizer.ts';
import { dependsOnHealthy } from './dependsOnHealthy.ts';
import { deviceRequest } from './deviceRequest.ts';
import { deviceWithoutCuda } from './deviceWithoutCuda.ts';
import { grpcNotPublished } from './grpcNotPublished.ts';
import { healthCheckLocalhost } from './healthCheckLocalhost.ts';
import { healthCheckMissing } from './healthCheckMissing.ts';
import { healthCheckPort } from './healthCheckPort.ts';
import { healthCheckSavesFile } from './healthCheckSavesFile.ts';
import { healthCheckStartPeriod } from './healthCheckStartPeriod.ts';
import { healthCheckTool } from './healthCheckTool.ts';
import { imageTag } from './imageTag.ts';
import { inferenceCommand } from './inferenceCommand.ts';
import { inferenceMemoryLow } from './inferenceMemoryLow.ts';
import { inferenceMemoryUnlimited } from './inferenceMemoryUnlimited.ts';
import { inferenceNoRestart } from './inferenceNoRestart.ts';
import { inferenceProfile } from './inferenceProfile.ts';
import { inferencePublished } from './inferencePublished.ts';
import { inferenceReadOnly } from './inferenceReadOnly.ts';
import { internalPort } from './internalPort.ts';
import { limitResources } from './limitResources.ts';
import { literalDollar } from './literalDollar.ts';
import { moduleMisspelt } from './moduleMisspelt.ts';
import { moduleNotEnabled } from './moduleNotEnabled.ts';
import { moduleUnknown } from './moduleUnknown.ts';
import { moduleVariables } from './moduleVariables.ts';
import { portWithoutListener } from './portWithoutListener.ts';
import { raftJoin } from './raftJoin.ts';
import { rbacAnonymous } from './rbacAnonymous.ts';
import { resourceConflict } from './resourceConflict.ts';
import { restartOnFailureZero } from './restartOnFailureZero.ts';
import { undefinedReference } from './undefinedReference.ts';
import { validateBaseUrl } from './validateBaseUrl.ts';
import { weaviateArguments } from './weaviateArguments.ts';
import { weaviateMemoryUnlimited } from './weaviateMemoryUnlimited.ts';
import { weaviateVersionOld } from './weaviateVersionOld.ts';

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
