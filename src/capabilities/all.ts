import { authentication } from './authentication.ts';
import { backup } from './backup.ts';
import { collection } from './collection.ts';
import { cors } from './cors.ts';
import { environment } from './environment.ts';
import { gpu } from './gpu.ts';
import { inference } from './inference.ts';
import { modules } from './modules.ts';
import { network } from './network.ts';
import { persistence } from './persistence.ts';
import { podSecurity } from './podSecurity.ts';
import { pullSecrets } from './pullSecrets.ts';
import { raft } from './raft.ts';
import { replicas } from './replicas.ts';
import { scheduling } from './scheduling.ts';
import { server } from './server.ts';
import { size } from './size.ts';
import { targets } from './targets.ts';
import { telemetry } from './telemetry.ts';

/**
 * Everything that a stack can have, one record each. The order is the order of the options within a group wherever
 * they are shown, and the order in which faults are reported.
 */
export const CAPABILITIES = [
  targets,
  server,
  network,
  persistence,
  replicas,
  raft,
  backup,
  authentication,
  cors,
  modules,
  environment,
  telemetry,
  scheduling,
  gpu,
  inference,
  pullSecrets,
  podSecurity,
  collection,
  size,
] as const;
