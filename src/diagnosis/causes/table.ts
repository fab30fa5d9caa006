import type { Cause, Said } from '../cause.ts';
import type { Observation } from '../observation.ts';
import type { ServiceScene } from '../scene.ts';
import { badComposeFile } from './command/badComposeFile.ts';
import { badImageName } from './command/badImageName.ts';
import { badInterpolation } from './command/badInterpolation.ts';
import { cannotExecute } from './command/cannotExecute.ts';
import { composeTooOld } from './command/composeTooOld.ts';
import { containerNameTaken } from './command/containerNameTaken.ts';
import { diskFull } from './command/diskFull.ts';
import { enginePermission } from './command/enginePermission.ts';
import { engineTooOld } from './command/engineTooOld.ts';
import { externalMissing } from './command/externalMissing.ts';
import { gpuNoDriver } from './command/gpuNoDriver.ts';
import { gpuNoRuntime } from './command/gpuNoRuntime.ts';
import { imageMissing } from './command/imageMissing.ts';
import { imageUnknown } from './command/imageUnknown.ts';
import { memoryLimitTiny } from './command/memoryLimitTiny.ts';
import { missingVariable } from './command/missingVariable.ts';
import { mountMissing } from './command/mountMissing.ts';
import { noCompose } from './command/noCompose.ts';
import { noComposeFile } from './command/noComposeFile.ts';
import { noDocker } from './command/noDocker.ts';
import { noEngine } from './command/noEngine.ts';
import { noHealthCheck } from './command/noHealthCheck.ts';
import { portTaken } from './command/portTaken.ts';
import { registryCertificate } from './command/registryCertificate.ts';
import { registryDenied } from './command/registryDenied.ts';
import { registryProxy } from './command/registryProxy.ts';
import { registryRateLimit } from './command/registryRateLimit.ts';
import { registryUnreachable } from './command/registryUnreachable.ts';
import { resourceConflict } from './command/resourceConflict.ts';
import { undefinedReference } from './command/undefinedReference.ts';
import { wrongPlatform } from './command/wrongPlatform.ts';
import { quorumLost } from './pod/quorumLost.ts';
import { inferenceGone } from './running/inferenceGone.ts';
import { keyInvalid } from './running/keyInvalid.ts';
import { keyMissing } from './running/keyMissing.ts';
import { keyRefused } from './running/keyRefused.ts';
import { keyUnwanted } from './running/keyUnwanted.ts';
import { modelError } from './running/modelError.ts';
import { moduleMissing } from './running/moduleMissing.ts';
import { readOnly } from './running/readOnly.ts';
import { readyHangs } from './running/readyHangs.ts';
import { configRefused } from './service/configRefused.ts';
import { crashLoop } from './service/crashLoop.ts';
import { dataPath } from './service/dataPath.ts';
import { dataPermission } from './service/dataPermission.ts';
import { dataReadOnly } from './service/dataReadOnly.ts';
import { defaultVectorizer } from './service/defaultVectorizer.ts';
import { dialRefused } from './service/dialRefused.ts';
import { exited } from './service/exited.ts';
import { goMemory } from './service/goMemory.ts';
import { gpuMemory } from './service/gpuMemory.ts';
import { gpuNotVisible } from './service/gpuNotVisible.ts';
import { gpuUnsupported } from './service/gpuUnsupported.ts';
import { hostnameChanged } from './service/hostnameChanged.ts';
import { inferenceHangs } from './service/inferenceHangs.ts';
import { inferenceHost } from './service/inferenceHost.ts';
import { inferenceLoading } from './service/inferenceLoading.ts';
import { inferenceMemoryLoading } from './service/inferenceMemoryLoading.ts';
import { inferenceMemoryRunning } from './service/inferenceMemoryRunning.ts';
import { inferenceNotReady } from './service/inferenceNotReady.ts';
import { inferenceNotRunning } from './service/inferenceNotRunning.ts';
import { inferencePort } from './service/inferencePort.ts';
import { inferenceUnreachable } from './service/inferenceUnreachable.ts';
import { inferenceUrlMissing } from './service/inferenceUrlMissing.ts';
import { inferenceUrlPath } from './service/inferenceUrlPath.ts';
import { inferenceUrlScheme } from './service/inferenceUrlScheme.ts';
import { inferenceWaited } from './service/inferenceWaited.ts';
import { killed } from './service/killed.ts';
import { localPortTaken } from './service/localPortTaken.ts';
import { modelMemory } from './service/modelMemory.ts';
import { paused } from './service/paused.ts';
import { rbacAnonymous } from './service/rbacAnonymous.ts';
import { serviceDiskFull } from './service/serviceDiskFull.ts';
import { serviceMemory } from './service/serviceMemory.ts';
import { stillStarting } from './service/stillStarting.ts';
import { timeoutWithoutUnit } from './service/timeoutWithoutUnit.ts';
import { torchWithoutCuda } from './service/torchWithoutCuda.ts';
import { unhealthy } from './service/unhealthy.ts';
import { usersAndKeys } from './service/usersAndKeys.ts';
import { weaviateMemory } from './service/weaviateMemory.ts';
import { wrongProcessor } from './service/wrongProcessor.ts';

/** What the words of the failed command give away: the first that fits, the certain before the wide. */
export const COMMAND_CAUSES: readonly Cause<Said>[] = [
  noDocker,
  noCompose,
  enginePermission,
  noEngine,
  engineTooOld,
  noComposeFile,
  missingVariable,
  badInterpolation,
  undefinedReference,
  resourceConflict,
  composeTooOld,
  badComposeFile,
  badImageName,
  registryRateLimit,
  wrongPlatform,
  imageUnknown,
  registryDenied,
  registryProxy,
  registryCertificate,
  registryUnreachable,
  imageMissing,
  diskFull,
  memoryLimitTiny,
  portTaken,
  gpuNoRuntime,
  gpuNoDriver,
  mountMissing,
  externalMissing,
  containerNameTaken,
  cannotExecute,
  noHealthCheck,
];

/** What a service gives away: the first that fits. How it ended comes behind what its log says of why. */
export const SERVICE_CAUSES: readonly Cause<ServiceScene>[] = [
  paused,
  inferenceMemoryLoading,
  inferenceMemoryRunning,
  weaviateMemory,
  serviceMemory,
  goMemory,
  modelMemory,
  wrongProcessor,
  gpuUnsupported,
  gpuNotVisible,
  torchWithoutCuda,
  gpuMemory,
  inferenceUrlMissing,
  timeoutWithoutUnit,
  defaultVectorizer,
  rbacAnonymous,
  usersAndKeys,
  dataReadOnly,
  dataPermission,
  dataPath,
  serviceDiskFull,
  localPortTaken,
  configRefused,
  hostnameChanged,
  dialRefused,
  inferenceUrlScheme,
  inferenceUrlPath,
  inferenceNotRunning,
  inferenceHost,
  inferencePort,
  inferenceLoading,
  inferenceUnreachable,
  inferenceNotReady,
  inferenceHangs,
  inferenceWaited,
  quorumLost,
  killed,
  crashLoop,
  exited,
  unhealthy,
  stillStarting,
];

/** What a Weaviate that answers gives away: all that fit. */
export const RUNNING_CAUSES: readonly Cause<Observation>[] = [
  keyInvalid,
  keyMissing,
  keyUnwanted,
  keyRefused,
  moduleMissing,
  modelError,
  inferenceGone,
  readyHangs,
  readOnly,
];
